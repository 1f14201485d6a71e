import { createHmac } from "node:crypto";
import { z } from "zod";
import { sha256Hex } from "../../audit/seal.js";
import type { Clock } from "../clock.js";
import {
  accountLacksProject,
  classifyByStatus,
  loginFailure,
  sourceBrokeContract,
  sourceRefusedCredentials,
} from "../failures.js";
import { encodeRfc3986, parseJson, wireTarget } from "../http/wire.js";
import type { Transport } from "../http/transport.js";
import type { WireRequest, WireTarget } from "../messages.js";
import type { AkskOptions } from "../options.js";
import type { Credentials, Dated } from "./credentials.js";
import { IDENTITY } from "./identity.js";
import { identityUrl } from "./keystone-token.js";

interface SigningKey {
  readonly accessKey: string;
  readonly secretKey: string;
}

interface Signable {
  readonly method: string;
  readonly target: WireTarget;
  /** All of them are signed; x-sdk-date and host must be among them. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

const ALGORITHM = "SDK-HMAC-SHA256";
const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** YYYYMMDDTHHmmssZ, from milliseconds since the epoch. */
export const sdkDate = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, "");

const canonicalQuery = (query: WireTarget["query"]): string =>
  query
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort((a, b) => byCodeUnit(a[0], b[0]) || byCodeUnit(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");

const signedHeaders = (headers: Signable["headers"]): string => Object.keys(headers).sort(byCodeUnit).join(";");

/** The text whose hash is signed (Huawei "API Request Signing Guide"). Only here the path ends with a slash. */
export const canonicalRequest = ({ method, target, headers, body }: Signable): string =>
  [
    method,
    target.path.endsWith("/") ? target.path : `${target.path}/`,
    canonicalQuery(target.query),
    ...Object.keys(headers)
      .sort(byCodeUnit)
      .map((name) => `${name}:${(headers[name] ?? "").trim()}`),
    "",
    signedHeaders(headers),
    sha256Hex(body ?? ""),
  ].join("\n");

/** The Authorization header for a request. The key is the secret itself; no derived keys. */
export const sdkAuthorization = (request: Signable, key: SigningKey): string => {
  const date = request.headers["x-sdk-date"] ?? "";
  const toSign = `${ALGORITHM}\n${date}\n${sha256Hex(canonicalRequest(request))}`;
  const signature = createHmac("sha256", key.secretKey).update(toSign, "utf8").digest("hex");
  return `${ALGORITHM} Access=${key.accessKey}, SignedHeaders=${signedHeaders(request.headers)}, Signature=${signature}`;
};

/** Signs one request at the time `now`; the headers to add to it. */
export const signRequest = (
  request: WireRequest,
  options: AkskOptions,
  now: number,
  projectId?: string,
): Record<string, string> => {
  const added = {
    "x-sdk-date": sdkDate(now),
    ...(projectId === undefined ? {} : { "x-project-id": projectId }),
    ...(options.securityToken === undefined ? {} : { "x-security-token": options.securityToken }),
  };
  const contentType = request.headers["content-type"];
  const signed = {
    host: request.target.host,
    ...(contentType === undefined ? {} : { "content-type": contentType }),
    ...added,
  };
  return { ...added, authorization: sdkAuthorization({ ...request, headers: signed }, options) };
};

/** A difference of clocks that may be why a signature is refused, in milliseconds. */
const WORTH_A_TRY = 60_000;

/**
 * Signs by our clock, or by the service's where that turned out to be another: the gateway refuses a signature that is
 * 15 minutes old, or that far ahead.
 */
class SigningClock {
  #aheadMs = 0;

  constructor(private readonly clock: Clock) {}

  /** How far the clock was set, milliseconds, and its time. */
  read(): { readonly aheadMs: number; readonly now: number } {
    return { aheadMs: this.#aheadMs, now: this.clock.now() + this.#aheadMs };
  }

  /** What was signed with the clock set so was refused: true where the answer's date is a reason, and the clock was set by it. */
  correct(aheadMs: number, { date, receivedAt }: Dated): boolean {
    const told = Date.parse(date ?? "") - receivedAt;
    if (Number.isNaN(told) || Math.abs(told - aheadMs) <= WORTH_A_TRY) return false;
    this.#aheadMs = told;
    return true;
  }

  /** It was no reason. */
  reset(): void {
    this.#aheadMs = 0;
  }
}

/**
 * Request signing with an access key: every try is signed anew, since a signature is 15 minutes old at most. One that is
 * refused where the clocks differ is made once more by the service's clock, which counts from then on.
 */
export const akskCredentials = (options: AkskOptions, clock: Clock, projectId?: string): Credentials => {
  const signing = new SigningClock(clock);
  return {
    authorize: (request) => {
      const { aheadMs, now } = signing.read();
      const refused = (isReplay: boolean, answer: Dated): boolean => {
        if (!isReplay) return signing.correct(aheadMs, answer);
        signing.reset();
        return false;
      };
      return { headers: signRequest(request, options, now, projectId), refused };
    },
    refusal: sourceRefusedCredentials,
  };
};

const LOOKUP_TIMEOUT_MS = 10_000;
const projects = z.object({ projects: z.array(z.object({ id: z.string().min(1), name: z.string() })) });

interface IamProjectLookup {
  readonly source: string;
  readonly credentials: AkskOptions & { readonly iamEndpoint: string };
  /** A region's default project bears its name. */
  readonly region: string;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** GET /v3/projects?name={region} of Huawei's IAM, signed. Throws UPSTREAM_REJECTED where the region has no project. */
export const lookUpIamProject = async (lookup: IamProjectLookup): Promise<string> => {
  const { source, credentials, region, transport, clock } = lookup;
  const target = wireTarget(identityUrl(credentials.iamEndpoint), ["projects"], [["name", region]]);
  const unsigned = { method: "GET", target, headers: { accept: "application/json" } } as const;
  const signing = new SigningClock(clock);
  /** The project; undefined where there is none, and "again" where the clocks differ. */
  const look = ({ aheadMs, now }: ReturnType<SigningClock["read"]>) => {
    const headers = { ...unsigned.headers, ...signRequest(unsigned, credentials, now) };
    return transport.exchange({ ...unsigned, headers }, { ms: LOOKUP_TIMEOUT_MS }, (response) => {
      const dated = { date: response.headers.date, receivedAt: response.receivedAt };
      if (response.status === 401 && aheadMs === 0 && signing.correct(aheadMs, dated)) return "again" as const;
      if (response.status !== 200) throw classifyByStatus({ ...response, source: IDENTITY }).error;
      const read = projects.safeParse(parseJson(IDENTITY, response));
      if (!read.success) throw sourceBrokeContract(IDENTITY, { detail: "not a list of projects" });
      return read.data.projects.find(({ name }) => name === region);
    });
  };
  try {
    const first = await look(signing.read());
    const found = first === "again" ? await look(signing.read()) : first;
    if (found === "again") throw sourceBrokeContract(IDENTITY, { detail: "two clocks in two answers" });
    if (found !== undefined) return found.id;
  } catch (error) {
    throw loginFailure(source, error);
  }
  throw accountLacksProject(source);
};
