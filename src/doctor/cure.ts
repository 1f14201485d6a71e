import type { AuditError } from "../audit/audit-error.js";
import type { ErrorCode } from "../audit/error-code.js";

const SERVICE_FAILS = "The service itself fails: see its log, by the request id if one is named.";

/** By the detail of the error, the first that matches: what broke, or the status that came. */
const BY_DETAIL: readonly (readonly [RegExp, string])[] = [
  [/ENOTFOUND|EAI_AGAIN/, "Check the host's name, and this machine's DNS."],
  [/ECONNREFUSED/, "Nothing listens there: check host and port, and whether the service is up."],
  [/CERT|SELF_SIGNED|UNABLE_TO_/, "The certificate is not trusted or not this host's: name its CA's file in caFile."],
  [/EPROTO|SSL|TLS|HPE_/, "Check whether the URL begins with http or https, as the service is served."],
  [/ETIMEDOUT|CONNECT_TIMEOUT|UNREACH/, "No way there from here: check firewall, routes, HTTPS_PROXY and NO_PROXY."],
  [/identity: HTTP 40[01]/, "Check user, password or secret, project and domain; the account may be locked."],
  [/identity: HTTP 403/, "The account is disabled or locked, or has no role in the project."],
  [/identity: (HTTP (404|3\d\d|405)|not )/, "Check authUrl: the identity service's base URL, with /v3 or without."],
  [/DBS\.2800(56|64)|APIGW?\.030[1357]/, "Renew the credentials, and check that they are of this region and project."],
  [/HTTP 401/, "Renew the credentials, and check that the endpoint trusts their identity service."],
  [/HTTP 403/, "Give the account the permission to read audits in its project."],
  [/HTTP (3\d\d|404|405|406|501)/, "Check the endpoint: scheme, port, path and version."],
  [/HTTP 5\d\d/, SERVICE_FAILS],
];

const BY_CODE: Partial<Record<ErrorCode, string>> = {
  UPSTREAM_TIMEOUT: "Check that the service is up and not overloaded; timeoutMs of the source may be raised.",
  UPSTREAM_UNAVAILABLE: SERVICE_FAILS,
  UPSTREAM_RATE_LIMITED: "Try again later; a lower maxConcurrency asks more gently.",
  UPSTREAM_CONTRACT_VIOLATION: "Check that the endpoint is this kind of service, and no proxy's page answers for it.",
  UPSTREAM_REJECTED: "Check region, interface, endpoint and project of the source.",
  DEADLINE_EXCEEDED: "The source is too slow for the doctor; look at its load, and try again.",
  UNAUTHENTICATED: "Set OS_TOKEN to the token of a caller.",
};

/** What an operator can do about an error, as a sentence; empty where nothing is known. */
export const cureOf = ({ code, detail = "" }: AuditError): string =>
  BY_DETAIL.find(([pattern]) => pattern.test(detail))?.[1] ?? BY_CODE[code] ?? "";
