import type { CredentialsConfig } from "./config.js";

/** service.region.domain of the clouds whose IAM stands at iam.region.domain (Huawei Cloud, Open Telekom Cloud). */
const HOST = /^[a-z0-9-]+\.([a-z0-9-]+\.(?:myhuaweicloud\.(?:com|eu)|otc\.t-systems\.com))$/;

/** Adds the IAM endpoint that belongs to a service's endpoint to an access key, where the cloud is known. */
export const huaweiIam = (credentials: CredentialsConfig, endpoint: string | undefined): CredentialsConfig => {
  if (credentials.type !== "aksk" || credentials.iamEndpoint !== undefined || endpoint === undefined)
    return credentials;
  const rest = HOST.exec(new URL(endpoint).hostname)?.[1];
  return rest === undefined ? credentials : { ...credentials, iamEndpoint: `https://iam.${rest}` };
};
