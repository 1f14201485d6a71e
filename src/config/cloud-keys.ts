/*
 * Every key of a cloud's entry, of its auth, and every OS_* and HUAWEICLOUD_* variable: honoured, known to be harmless,
 * or refused by name. What is in none of these tables is refused where its name says that it could decide whose data is
 * read. docs/configuration.md shows the tables; a test compares them.
 */

/** Who reads: the keys of auth, which may stand beside it too, as openstacksdk takes them. */
export const IDENTITY_KEYS = {
  auth_url: "the identity service, with `/v3` or without; `{region_name}` is replaced",
  username: "the user; also `user_name`",
  user_id: "the user's id",
  password: "the user's password",
  user_domain_name: "the user's domain",
  user_domain_id: "its id",
  project_name: "the project; also `tenant_name`",
  project_id: "its id; also `tenant_id`",
  project_domain_name: "the project's domain",
  project_domain_id: "its id",
  domain_name:
    "with a project: the domain of user and project where they name none; without one: the domain that the token is for",
  domain_id: "the same by its id",
  default_domain: "the id of the domain of user and project where they name none",
  default_domain_id: "the same",
  default_domain_name: "the same by its name",
  trust_id: "the token is for a trust; not beside a project",
  system_scope: "`all`: the token is for the system; not beside a project",
  application_credential_id: "an application credential",
  application_credential_name: "the same by its name, with its user",
  application_credential_secret: "its secret",
  token: "a token, exchanged for one of the project, trust, domain or system that is named; also `auth_token`",
  ak: "an access key, which signs requests; also `access_key`",
  sk: "its secret key; also `secret_key`",
  security_token: "of temporary access keys",
  agency_name: "the agency that is assumed after the login (Huawei Cloud, Open Telekom Cloud)",
  agency_domain_name: "the domain that grants the agency",
  agency_domain_id: "its id",
  delegated_project: "the project that is read in the agency's name",
} as const;
export type IdentityKey = keyof typeof IDENTITY_KEYS;

/** How it is read: the keys beside auth. */
export const CLOUD_KEYS = {
  auth: "a mapping of the keys above",
  auth_type:
    "`password`, `v3password`, `token`, `v3token`, `v3applicationcredential`; guessed when left out; also `auth_plugin`",
  profile: "`otc`; any other only where `auth_url` and a region are given; also `cloud`",
  region_name: "the region; of a list the first, or the one that the source names",
  regions: "a list of regions, with `values` that count over the cloud's; the first, or the one that the source names",
  interface: "`public`, `internal` or `admin`, or a list of them, the best first; also `endpoint_type`, which wins",
  cacert:
    "a file of certificates, or a directory that `c_rehash` prepared, relative to the working directory or, where it is " +
    "not there, to the file it is named in; `~` is the home directory; the certificates themselves may stand there too",
  verify: "`no` is refused",
  insecure: "`yes` is refused",
  identity_api_version: "`3`, or `2` where no domain is named: the login is always that of version 3",
} as const;
export type CloudKey = keyof typeof CLOUD_KEYS;

/** Of the service that the source asks, such as compute: before them stands its type. */
export const SERVICE_KEYS = {
  endpoint_override: "the service's endpoint in place of the catalog's; also `_endpoint`",
  interface: "the interface of this service alone; also `_endpoint_type`",
  region_name: "the region of this service alone",
} as const;

/** Second names, the weaker before the stronger where both are given. */
const ALIASES: Readonly<Record<string, IdentityKey | CloudKey>> = {
  user_name: "username",
  tenant_name: "project_name",
  tenant_id: "project_id",
  auth_token: "token",
  access_key: "ak",
  secret_key: "sk",
  auth_plugin: "auth_type",
  cloud: "profile",
};

/** They decide whose data is read, or how, and nothing here can do it. */
export const REFUSED_KEYS: Readonly<Record<string, string>> = {
  passcode: "one-time codes cannot be typed here; use an application credential",
  auth_methods: "several methods at once are not known here; use an application credential",
  unscoped: "a token without a project reads nothing; name a project",
  endpoint: "name the endpoint of the source, or SERVICE_endpoint_override",
  endpoint_override: "name the service before it, such as compute_endpoint_override",
  url: "name the endpoint of the source",
  service_endpoint: "name the endpoint of the source",
  service_token: "give a user, an application credential or token",
  cert: "name the files in certFile and keyFile of the source",
  key: "name the files in certFile and keyFile of the source",
  ...Object.fromEntries(
    (
      "identity_provider identity_provider_url protocol client_id client_secret access_token access_token_type " +
      "access_token_endpoint access_secret consumer_key consumer_secret discovery_endpoint openid_scope code " +
      "redirect_uri mutual_auth service_provider_endpoint service_provider_entity_id"
    )
      .split(" ")
      .map((key) => [key, "federated logins are not known here; use an application credential"]),
  ),
  ...Object.fromEntries(
    ["target_agency_name", "target_domain_id", "target_domain_name", "target_project_id", "target_project_name"].map(
      (key) => [key, "name agency_name, agency_domain_name and delegated_project"],
    ),
  ),
};

/** They change nothing of what is read. */
export const HARMLESS_KEYS: readonly string[] = (
  "api_timeout auth_strategy cache client_config_file client_secure_file cloud_name connect_retries debug " +
  "default_network description disable_vendor_agent external_network floating_ip_source force_ipv4 " +
  "image_api_use_tasks image_format include_catalog internal_network message metrics nat_destination nat_source " +
  "networks no_cache original_ip prefer_ipv6 private rate_limit requires_floating_ip secgroup_source status " +
  "status_code_retries timeout user_agent vendor_file vendor_hook verbose"
).split(" ");

/** HUAWEICLOUD_*, for access keys. */
export const HUAWEI_VARIABLES: Readonly<Record<string, string>> = {
  HUAWEICLOUD_SDK_AK: "the access key",
  HUAWEICLOUD_SDK_SK: "its secret key",
  HUAWEICLOUD_SDK_SECURITY_TOKEN: "of temporary access keys",
  HUAWEICLOUD_SDK_PROJECT_ID: "the project's id",
  HUAWEICLOUD_SDK_IAM_ENDPOINT: "the IAM service, which tells a region's project",
  HUAWEICLOUD_SDK_DOMAIN_ID: "harmless: it is for global services, and none is asked",
};

const SERVICES: ReadonlySet<string> = new Set(
  (
    "accelerator alarm alarming application_catalog artifact backup bare_metal baremetal baremetal_introspection " +
    "block_storage block_store cdn clustering compute compute_legacy container container_infra container_infrastructure " +
    "container_infrastructure_management data_processing database dds ddsv3 dns ec2_api event function gaussdb " +
    "gaussdb_mysql gaussdbformysql identity image instance_ha key_manager load_balancer mapreduce message messaging " +
    "metering metric metric_storage monitoring monitoring_log_api multi_tenant_network_automation network " +
    "nfv_orchestration object_store orchestration placement policy rating rca rds rdsv3 registration reservation " +
    "resource_cluster root_cause_analysis search security shared_file_system share sharev2 tenant_user_messaging " +
    "time_series_database volume volumev2 volumev3 web workflow workflowv2"
  ).split(" "),
);

const OF_SERVICE =
  /^(\w+?)_(endpoint_override|endpoint_type|endpoint|interface|region_name|service_type|service_name|api_version|default_microversion|connect_retries|status_code_retries|rate_limit|concurrency|api_timeout|timeout|use_tasks)$/;

/** Words in the name of a key that could decide whose data is read, or prove who reads. */
const DECIDES =
  /region|project|tenant|domain|user|agency|role|scope|trust|endpoint|interface|url|token|auth|account|delegat|assume|catalog|system|impersonat|credential|secret|password|passw|access|proxy|ident/;

/** Variables of CI and of oslo, which openstacksdk leaves out too. */
const NOT_A_CLOUDS = /^(?:test|std|log)/;

export type Meaning =
  | { readonly is: "identity"; readonly key: IdentityKey }
  | { readonly is: "cloud"; readonly key: CloudKey | "endpoint_type" }
  | { readonly is: "service"; readonly key: keyof typeof SERVICE_KEYS }
  | { readonly is: "harmless" }
  | { readonly is: "refused"; readonly cure: string };

const isIdentityKey = (key: string): key is IdentityKey => Object.hasOwn(IDENTITY_KEYS, key);
const isCloudKey = (key: string): key is CloudKey => Object.hasOwn(CLOUD_KEYS, key);
const harmless: ReadonlySet<string> = new Set(HARMLESS_KEYS);

const ofService = (key: string, serviceTypes: readonly string[]): Meaning | undefined => {
  const [, service = "", fact = ""] = OF_SERVICE.exec(key) ?? [];
  if (fact === "") return undefined;
  if (!serviceTypes.some((type) => type.replaceAll("-", "_") === service)) {
    return SERVICES.has(service) ? { is: "harmless" } : undefined;
  }
  if (fact === "endpoint_override" || fact === "endpoint") return { is: "service", key: "endpoint_override" };
  if (fact === "interface" || fact === "endpoint_type") return { is: "service", key: "interface" };
  if (fact === "region_name") return { is: "service", key: "region_name" };
  if (fact === "service_type" || fact === "service_name") {
    return { is: "refused", cure: "the service is found by its own type; name the endpoint of the source" };
  }
  return { is: "harmless" };
};

/** What a key means, written with _; `serviceTypes`: of the service that is asked. */
export const meaningOf = (key: string, serviceTypes: readonly string[]): Meaning => {
  const name = ALIASES[key] ?? key;
  if (isIdentityKey(name)) return { is: "identity", key: name };
  if (isCloudKey(name) || name === "endpoint_type") return { is: "cloud", key: name };
  const cure = REFUSED_KEYS[name];
  if (cure !== undefined) return { is: "refused", cure };
  if (harmless.has(name) || NOT_A_CLOUDS.test(name)) return { is: "harmless" };
  const service = ofService(name, serviceTypes);
  if (service !== undefined) return service;
  if (!DECIDES.test(name)) return { is: "harmless" };
  return { is: "refused", cure: "it is not known here and could decide whose data is read; remove it" };
};
