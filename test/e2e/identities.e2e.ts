import { cloudsFile, keystone, logInWith, make, reference } from "./support/identity.js";
import { instant } from "./support/period.js";
import { compute, type Source, withProduct } from "./support/product.js";
import { tokenOf } from "./support/raw.js";
import { rig } from "./support/rig.js";
import { WireTap } from "./support/wire-tap.js";

/*
 * Real files of people who run OpenStack, each read by this product and by OpenStack's own client (openstacksdk, which
 * openstackclient is made of): both must ask the same endpoint for the same project, and get the same.
 */

const LAST = `{ usageAuditPeriod(source: "compute") { end } }`;
const RUN = `e2e${Date.now()}`;
const DEFAULT = { name: "Default" };
const byCloud = (change: Source = {}): Source =>
  compute({ endpoint: undefined, region: undefined, credentials: { type: "cloud", cloud: "c" }, ...change });

let tap: WireTap;
let roles: Record<string, string>;
let guests: { readonly domain: string; readonly project: string; readonly user: string };
const guest = { username: `guest-${RUN}`, password: "guest-secret" };
const auth = (facts: object) => ({ auth_url: rig.authUrl, ...facts });
const admin = { username: rig.admin.username, password: rig.admin.password, user_domain_name: "Default" };

beforeAll(async () => {
  const { roles: listed } = (await keystone("GET", "/roles")) as { roles: { id: string; name: string }[] };
  roles = Object.fromEntries(listed.map(({ id, name }) => [name, id]));
  const domain = await make("domain", { name: `guests-${RUN}` });
  const project = await make("project", { name: "admin", domain_id: domain });
  const user = await make("user", { name: guest.username, password: guest.password, domain_id: domain });
  await keystone("PUT", `/projects/${project}/users/${user}/roles/${roles.admin ?? ""}`);
  guests = { domain, project, user };
  // The user of this name in the default domain may read nothing.
  await make("user", { name: guest.username, password: guest.password, domain_id: "default" });
});
beforeEach(() => {
  tap = new WireTap();
});
afterEach(() => tap.stop());

const addRegion = async (url: string): Promise<string> => {
  const id = await make("region", { id: `R${Date.now()}`, description: RUN });
  const { services } = (await keystone("GET", "/services?type=compute")) as { services: { id: string }[] };
  await make("endpoint", { service_id: services[0]?.id, interface: "public", region_id: id, url });
  return id;
};

/** Both read the cloud; what the client was answered is what the product must have asked and answered. */
const isAsTheClient = async (cloud: object, change: Source = {}): Promise<void> => {
  const file = cloudsFile(cloud);
  const told = await reference(file);
  const env = { OS_CLIENT_CONFIG_FILE: file };
  const before = tap.audits.length;
  await withProduct(
    [byCloud(change)],
    async (product) => {
      const { data, errors } = await product.ask(LAST);
      const asks = tap.audits.slice(before);
      expect(asks.map(({ status }) => status)).toEqual([told.status]);
      const [asked] = asks;
      expect(`${asked?.origin ?? ""}${asked?.path.replace(/\/[^/]*$/, "") ?? ""}`).toBe(told.url);
      if (told.end === undefined) expect(errors?.[0]?.extensions.code).toBe("UPSTREAM_REJECTED");
      else expect(data).toEqual({ usageAuditPeriod: { end: instant(told.end) } });
      // The project is the token's own: Keystone itself says whose it was.
      const { token } = (await keystone("GET", "/auth/tokens", undefined, asked?.token ?? "").catch(() => ({}))) as {
        token?: { project?: { id: string } };
      };
      if (token) expect(token.project?.id ?? null).toBe(told.project);
    },
    undefined,
    { env },
  );
};

describe("whose data a clouds.yaml reads, as OpenStack's own client reads it", () => {
  test("a user and a project of another domain, by their domains' names", () =>
    isAsTheClient({
      auth: auth({
        ...guest,
        user_domain_name: `guests-${RUN}`,
        project_name: "admin",
        project_domain_name: `guests-${RUN}`,
      }),
      region_name: "RegionOne",
    }));

  test("the same by one domain_id beside the project, and by ids", async () => {
    await isAsTheClient({
      auth: auth({ ...guest, user_domain_id: guests.domain, project_id: guests.project }),
      region_name: "RegionOne",
    });
    await isAsTheClient({
      auth: auth({ ...guest, domain_id: guests.domain, project_name: "admin" }),
      region_name: "RegionOne",
    });
  });

  test("an unscoped token is exchanged for the project's", async () => {
    const user = { name: admin.username, domain: DEFAULT, password: admin.password };
    const identity = { methods: ["password"], password: { user } };
    const { token, facts } = await logInWith({ identity, scope: "unscoped" });
    expect(facts.project).toBeUndefined();
    await isAsTheClient({
      auth_type: "v3token",
      auth: auth({ token, project_name: "admin", project_domain_name: "Default" }),
      region_name: "RegionOne",
    });
  });

  test("a trust's token is for the trustor's project", async () => {
    const own = await tokenOf();
    const { token } = (await keystone("GET", "/auth/tokens", undefined, own).catch(() => ({}))) as {
      token?: { user: { id: string }; project: { id: string } };
    };
    const trust = await make(
      "trust",
      {
        trustor_user_id: token?.user.id,
        trustee_user_id: guests.user,
        project_id: token?.project.id,
        impersonation: false,
        roles: [{ name: "admin" }],
      },
      own,
    );
    await isAsTheClient({
      auth: auth({ ...guest, user_domain_id: guests.domain, trust_id: trust }),
      region_name: "RegionOne",
    });
  });

  test("an application credential reads what its access rules let, and nothing else", async () => {
    const own = await tokenOf();
    const { token } = (await keystone("GET", "/auth/tokens", undefined, own)) as { token?: { user: { id: string } } };
    const credential = (name: string, path: string): Promise<string> =>
      make(
        "application_credential",
        {
          name: `${name}-${RUN}`,
          secret: "of-rules",
          access_rules: [{ service: "compute", method: "GET", path }],
        },
        own,
        `/users/${token?.user.id ?? ""}`,
      );
    const cloudOf = (id: string) => ({
      auth_type: "v3applicationcredential",
      auth: auth({ application_credential_id: id, application_credential_secret: "of-rules" }),
      region_name: "RegionOne",
    });
    const lets = await credential("lets", "/v2.1/os-instance_usage_audit_log/**");
    const file = cloudsFile(cloudOf(lets));
    await withProduct(
      [byCloud()],
      async (product) => expect((await product.ask(LAST)).errors).toBeUndefined(),
      undefined,
      {
        env: { OS_CLIENT_CONFIG_FILE: file },
      },
    );
    const other = cloudsFile(cloudOf(await credential("other", "/v2.1/servers")));
    expect((await reference(other)).status).toBe(401);
    await withProduct(
      [byCloud()],
      async (product) => expect((await product.ask(LAST)).errors?.[0]?.extensions.code).toBe("UPSTREAM_REJECTED"),
      undefined,
      { env: { OS_CLIENT_CONFIG_FILE: other } },
    );
  });

  test("an endpoint without a version is asked for its versions", async () => {
    const region = await addRegion(`${new URL(rig.endpoint).origin}/`);
    await isAsTheClient({
      auth: auth({ ...admin, project_name: "admin", project_domain_name: "Default" }),
      region_name: region,
    });
  });

  test("an endpoint with the project in its path is each token's own", async () => {
    const region = await addRegion(`${rig.endpoint}/%(project_id)s`);
    await isAsTheClient({
      auth: auth({ ...admin, project_name: "admin", project_domain_name: "Default" }),
      region_name: region,
    });
  });

  test("a service by another name is found by its type", async () => {
    const { services } = (await keystone("GET", "/services?type=compute")) as {
      services: { id: string; name: string }[];
    };
    const [service] = services;
    await keystone("PATCH", `/services/${service?.id ?? ""}`, { service: { name: "Compute of the house" } });
    try {
      await isAsTheClient({
        auth: auth({ ...admin, project_name: "admin", project_domain_name: "Default" }),
        region_name: "RegionOne",
      });
    } finally {
      await keystone("PATCH", `/services/${service?.id ?? ""}`, { service: { name: service?.name } });
    }
  });
});

describe("callers' own tokens", () => {
  test("of two users of two projects go each to its own project's endpoint, at the same time", async () => {
    const region = await addRegion(`${rig.endpoint}/%(project_id)s`);
    const access = {
      mode: "keystone",
      keystone: {
        authUrl: rig.authUrl,
        credentials: { type: "password", ...rig.admin, userDomainName: "Default", projectDomainName: "Default" },
      },
    };
    const user = { name: guest.username, domain: { id: guests.domain }, password: guest.password };
    const scope = { project: { id: guests.project } };
    const theirs = (await logInWith({ identity: { methods: ["password"], password: { user } }, scope })).token;
    const ours = await tokenOf();
    const source = compute({ endpoint: undefined, region, credentials: { type: "forward" } });
    await withProduct(
      [source],
      async (product) => {
        // A busy Keystone may not answer in time; what it answered is believed for a minute.
        for (const token of [ours, theirs, ours, theirs, ours, theirs]) await product.ask("{ __typename }", {}, token);
        tap.clear();
        const answers = await Promise.all(
          Array.from({ length: 20 }, (_, at) => product.ask(LAST, {}, at % 2 === 0 ? ours : theirs)),
        );
        expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([]);
        const asked = tap.audits.map(({ token, path }) => [token, path.split("/")[2]]);
        expect(asked.length).toBeGreaterThanOrEqual(2);
        for (const [token, project] of asked) expect(project === guests.project).toBe(token === theirs);
        expect(new Set(asked.map(([token]) => token))).toEqual(new Set([ours, theirs]));
        // Nova itself refuses a token of one project at another's path: nobody was.
        expect(tap.audits.every(({ status }) => status === 200)).toBe(true);
      },
      undefined,
      { access },
    );
  });
});
