import { asAuditError, type AuditError, type ErrorCode } from "../audit/errors.js";
import { DAY, HOUR, MINUTE, SECOND } from "../audit/window.js";
import { type Check, failed, type Finding, good, type Patient, warning } from "../sources/source.js";
import type { ExaminedUpstream, Probe } from "../upstream/client.js";
import type { IdentityFacts } from "../upstream/credentials/credentials.js";
import type { Row } from "./report.js";

/** From here on times that both sides write no longer mean the same. */
const WORTH_A_WARNING = 60 * SECOND;
/** The age at which the gateway refuses a signature (upstreams: huawei-otc-atlas.md, 1.10). */
const SIGNATURE_LIFE = 15 * MINUTE;

/** In the largest unit of which there are two at least. */
const length = (ms: number): string => {
  if (ms < 2 * MINUTE) return `${Math.round(ms / SECOND)} s`;
  if (ms < 2 * HOUR) return `${Math.round(ms / MINUTE)} min`;
  return ms < 2 * DAY ? `${Math.round(ms / HOUR)} hours` : `${Math.round(ms / DAY)} days`;
};

/** Judges how far a service's clock is ahead of ours, milliseconds; `signed`: requests are signed with our time. */
const clockFinding = (aheadMs: number, signed: boolean): Finding => {
  const off = Math.abs(aheadMs);
  if (off < 2 * SECOND) return good("the same as ours");
  const result = `the service's is ${length(off)} ${aheadMs > 0 ? "ahead of" : "behind"} ours`;
  if (off <= WORTH_A_WARNING) return good(result);
  const cure = "Synchronise this machine's clock (NTP); if it is right, tell the service's operator.";
  // Each new process learns it by a request that is refused.
  return warning(signed && off > SIGNATURE_LIFE ? `${result}; requests are signed by the service's` : result, cure);
};

/** A fixed token is never renewed: no password of it could be wrong. */
const FIXED_ENDED =
  "The token has ended, was revoked, or is of another identity service. Configure a new one, or an account, whose tokens renew themselves.";

/** A source to examine, and its connection. */
export interface ReachablePatient extends Patient {
  readonly upstream: ExaminedUpstream;
}

/** What every kind of source shares, on the way from here to its first answer. */
interface ReachChecks {
  readonly identity: Check;
  readonly catalog: Check;
  readonly reachable: Check;
  readonly clock: Check;
  readonly project: Check;
}

/** How long a token lives on, in words. */
export const lifeOf = ({ expiresAt }: IdentityFacts, now: number): string =>
  Number.isFinite(expiresAt) ? `valid for ${length(Math.max(0, expiresAt - now))}` : "without an end";

export const reachChecks = ({ options, upstream, session }: ReachablePatient): ReachChecks => {
  let probed: Promise<Probe> | undefined;
  const probe = (): Promise<Probe> => (probed ??= upstream.probe(session));
  return {
    identity: {
      name: "identity",
      run: async () => {
        const facts = await upstream.identity(session);
        return facts === null ? [] : [good(`token obtained, ${lifeOf(facts, session.now)}`)];
      },
    },
    catalog: {
      name: "catalog",
      run: async () => {
        await upstream.endpoint(session);
        return [good("lists the service's endpoint")];
      },
    },
    reachable: {
      name: "reachable",
      run: async () => {
        const { status, durationMs } = await probe();
        const result = `HTTP ${status} after ${durationMs} ms`;
        if (status < 502 || status > 504) return [good(result)];
        return [warning(result, "The service is down, or a proxy before it cannot reach it.")];
      },
    },
    clock: {
      name: "clock",
      run: async () => {
        const dates = [
          await probe().then(
            ({ clockAheadMs }) => clockAheadMs,
            () => undefined,
          ),
          await upstream.identity(session).then(
            (facts) => facts?.clockAheadMs,
            () => undefined,
          ),
        ];
        const ahead = dates.find((date) => date !== undefined);
        const signed = options.credentials.type === "aksk";
        return ahead === undefined ? [] : [clockFinding(ahead, signed)];
      },
    },
    project: {
      name: "project",
      run: async () => {
        const id = await upstream.projectId(session);
        const own = (await upstream.identity(session).catch(() => null))?.projectId;
        if (own === undefined || own === id) return [good(id)];
        const cure = "Log in to the project of projectId, or leave projectId out.";
        return [warning(`${id} is configured, and the token belongs to ${own}`, cure)];
      },
    },
  };
};

const SERVICE_FAILS = "The service itself fails: see its log, by the request id if one is named.";

/** By the detail of the error, the first that matches: what broke, or the status that came. */
const BY_DETAIL: readonly (readonly [RegExp, string])[] = [
  [/ENOTFOUND|EAI_AGAIN/, "Check the host's name, and this machine's DNS."],
  [/ECONNREFUSED/, "Nothing listens there: check host and port, and whether the service is up."],
  [/CERT|SELF_SIGNED|UNABLE_TO_/, "The certificate is not trusted or not this host's: name its CA's file in caFile."],
  [/EPROTO|SSL|TLS|HPE_/, "Check whether the URL begins with http or https, as the service is served."],
  [
    /UND_ERR_SOCKET|ECONNRESET|EPIPE/,
    "It ends the connection without an answer: check whether the URL begins with http or https, as the service is served; otherwise see its log.",
  ],
  [/ETIMEDOUT|CONNECT_TIMEOUT|UNREACH/, "No way there from here: check firewall, routes, HTTPS_PROXY and NO_PROXY."],
  [
    /identity: UPSTREAM_TIMEOUT/,
    "Check that the identity service is up, and served as authUrl says, by http or https: a login is given 10 s.",
  ],
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
  UPSTREAM_TIMEOUT:
    "Check that the service is up, and served as the URL says, by http or https; if it is only slow, raise timeoutMs of the source.",
  UPSTREAM_UNAVAILABLE: SERVICE_FAILS,
  UPSTREAM_RATE_LIMITED: "Try again later; a lower maxConcurrency asks more gently.",
  UPSTREAM_CONTRACT_VIOLATION: "Check that the endpoint is this kind of service, and no proxy's page answers for it.",
  UPSTREAM_REJECTED: "Check region, interface, endpoint and project of the source.",
  DEADLINE_EXCEEDED: "The source is too slow for the doctor; look at its load, and try again.",
  UNAUTHENTICATED: "Set OS_TOKEN to the token of a caller.",
};

/** What an operator can do about what broke or the status that came, as a sentence. */
export const cureOfDetail = (detail: string): string | undefined =>
  BY_DETAIL.find(([pattern]) => pattern.test(detail))?.[1];

/** What an operator can do about an error; empty where nothing is known. */
const cureOf = ({ code, detail = "" }: AuditError): string => cureOfDetail(detail) ?? BY_CODE[code] ?? "";

/** The public sentence and the log's detail, which holds codes only; never a body, a URL or a credential. */
const sentence = ({ message, detail, upstreamRequestId }: AuditError): string => {
  const facts = [detail, upstreamRequestId].filter((fact) => fact !== undefined).join(", ");
  return `${message.replace(/\.$/, "")}${facts === "" ? "" : ` (${facts})`}`;
};

interface CheckRun {
  readonly rows: readonly Row[];
  /** The source could not be asked: what builds on this check has nothing to stand on. */
  readonly broken: boolean;
}

/** Runs one check, of a source by its credentials. Whatever is thrown becomes a row. */
export const runCheck = async (check: Check, credentials?: Patient["options"]["credentials"]): Promise<CheckRun> => {
  try {
    const findings = await check.run();
    return { rows: findings.map((finding) => ({ check: check.name, ...finding })), broken: false };
  } catch (thrown) {
    const error = asAuditError(thrown);
    const isFixed = credentials?.type === "token" && /HTTP 40[01]/.test(error.detail ?? "");
    const cure = isFixed ? FIXED_ENDED : (check.cureOf?.(error) ?? cureOf(error));
    return { rows: [{ check: check.name, ...failed(sentence(error), cure) }], broken: true };
  }
};

export const skippedRow = (check: string, result: string, cure = ""): Row => ({
  check,
  verdict: "skipped",
  result,
  cure,
});
