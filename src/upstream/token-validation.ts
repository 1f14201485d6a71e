import { LRUCache } from "lru-cache";
import { z } from "zod";
import { AuditError } from "../audit/errors.js";
import { sha256 } from "../audit/seal.js";
import type { Caller, EndSignal, Session } from "../audit/session.js";
import { nextMoment } from "../audit/walk.js";
import { SharedWork } from "./cache/shared-work.js";
import type { ExaminedUpstream } from "./client.js";
import { type Clock, systemClock } from "./clock.js";
import { catalogWire, identityUrl } from "./credentials/keystone-token.js";
import {
  CallerRefused,
  callersTokenTooLong,
  cannotValidate,
  sourceBrokeContract,
  sourceLacksCall,
  tokenUnknown,
} from "./failures.js";
import { classifyByStatus, fault, type FaultClassifier, faultFacts } from "./faults.js";
import type { UpstreamOptions } from "./options.js";
import type { JsonAnswer } from "./messages.js";
import type { Upstreams } from "./upstreams.js";

/** What an identity service says of a token that is valid now. */
export interface ValidToken {
  /** Names of the roles that the token carries in its project, domain or system; empty for an unscoped one. */
  readonly roles: readonly string[];
  /** Whose the token is; undefined where the answer does not say. */
  readonly userId: string | undefined;
  /** Whose it is and for what, by ids: names can be given to others. Undefined where the answer tells no user. */
  readonly subject: string | undefined;
  /** What the token is for; undefined for one that is for no project. */
  readonly project: Caller["project"];
  /** Milliseconds since the epoch, by the identity service's clock. */
  readonly expiresAt: number;
}

/** Who it is decides nothing here: what cannot be read of it keeps nobody out. */
const identified = z.object({ id: z.string() }).nullish().catch(null);

const tokenWire = z.object({
  token: z.object({
    expires_at: z.string(),
    // Absent in unscoped tokens.
    roles: z.array(z.object({ name: z.string() })).nullish(),
    user: identified,
    project: identified,
    domain: identified,
    system: z.unknown().optional(),
    catalog: catalogWire,
  }),
});

type WireToken = z.infer<typeof tokenWire>["token"];

/** user:ID with project:ID, domain:ID or system; an unscoped token has the user alone. */
const subjectOf = ({ user, project, domain, system }: WireToken): string | undefined => {
  if (!user) return undefined;
  const scope = project ? ` project:${project.id}` : domain ? ` domain:${domain.id}` : system ? " system" : "";
  return `user:${user.id}${scope}`;
};

/** Of a catalog the endpoints of these service types; of all others that they are there. */
const projectOf = ({ project, catalog }: WireToken, serviceTypes: readonly string[]): Caller["project"] => {
  if (!project) return undefined;
  const kept = catalog.map(({ type, endpoints }) => ({
    type,
    endpoints: serviceTypes.includes(type) ? endpoints : [],
  }));
  return { id: project.id, ...(serviceTypes.length === 0 ? {} : { catalog: kept }) };
};

/** Reads the answer of GET /v3/auth/tokens. Throws UPSTREAM_CONTRACT_VIOLATION. */
const readValidToken = (source: string, { body }: JsonAnswer, serviceTypes: readonly string[]): ValidToken => {
  const read = tokenWire.safeParse(body);
  const expiresAt = read.success ? Date.parse(read.data.token.expires_at) : Number.NaN;
  if (!read.success || Number.isNaN(expiresAt)) throw sourceBrokeContract(source, { detail: "not a token" });
  const { token } = read.data;
  return {
    roles: (token.roles ?? []).map(({ name }) => name),
    userId: token.user?.id,
    subject: subjectOf(token),
    project: projectOf(token, serviceTypes),
    expiresAt,
  };
};

/** How long an answer is believed. A token that is revoked meanwhile is let in for as long. */
const VALID_MS = 60_000;
/** A refusal is believed for a shorter time: a token may be asked about before its service has spread it. */
const UNKNOWN_MS = 10_000;
const MOST_VALID = 10_000;
/** Endpoints of all their catalogs together; a token counts as one more. */
const MOST_ENDPOINTS = 100_000;
/** Apart from the valid ones, so that a flood of made-up tokens drives out none of them. */
const MOST_UNKNOWN = 1_000;

interface Belief {
  readonly token: ValidToken;
  readonly until: number;
}

/** Asks the identity service about one token; null for one that it does not know. */
type AskAboutToken = (token: string, signal: EndSignal) => Promise<ValidToken | null>;

/**
 * Validates callers' tokens: answers are kept for a short time, by the token's hash, and one question about a token is
 * under way at most. A question that fails is not kept, and nobody is let in by it.
 */
export class TokenValidator {
  readonly #ask: AskAboutToken;
  readonly #clock: Clock;
  readonly #valid = new LRUCache<string, Belief>({
    max: MOST_VALID,
    maxSize: MOST_ENDPOINTS,
    sizeCalculation: ({ token }) => 1 + (token.project?.catalog?.flatMap(({ endpoints }) => endpoints).length ?? 0),
  });
  readonly #unknownUntil = new LRUCache<string, number>({ max: MOST_UNKNOWN });
  readonly #underWay = new Map<string, SharedWork<ValidToken | null>>();

  constructor(ask: AskAboutToken, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  /** What the token grants, or null: at once where that is known. Throws AuditError where it cannot be told, or when the signal fires. */
  validate(token: string, signal: EndSignal): ValidToken | null | Promise<ValidToken | null> {
    const key = sha256(token);
    const now = this.#clock.now();
    const known = this.#valid.get(key);
    if (known !== undefined && now < known.until) return known.token;
    if (now < (this.#unknownUntil.get(key) ?? 0)) return null;
    return this.#question(key, token).wait(signal);
  }

  #question(key: string, token: string): SharedWork<ValidToken | null> {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined && !underWay.isAbandoned) return underWay;
    const question = new SharedWork(
      async (signal) => {
        const answer = await this.#ask(token, signal);
        this.#keep(key, answer);
        return answer;
      },
      () => {
        if (this.#underWay.get(key) === question) this.#underWay.delete(key);
      },
    );
    this.#underWay.set(key, question);
    return question;
  }

  #keep(key: string, answer: ValidToken | null): void {
    const now = this.#clock.now();
    if (answer === null) {
      this.#valid.delete(key);
      this.#unknownUntil.set(key, now + UNKNOWN_MS);
    } else {
      this.#valid.set(key, { token: answer, until: Math.min(now + VALID_MS, answer.expiresAt) });
    }
  }
}

/** Only the token that is asked about differs from call to call, so these statuses speak of it. */
const OF_THE_TOKEN = new Set([400, 404]);
/** The answer to headers that are too large, which are the account's token and the one that is asked about. */
const TOO_LARGE = 431;

/**
 * What a refused validation means: NOT_FOUND for a token that is none, has expired or was revoked. A 404 that is not
 * JSON comes from no identity service: then the address is wrong, and nothing is known of the token. Nor is it where the
 * question was too long.
 */
const validationFault: FaultClassifier = (response) => {
  if (response.status === TOO_LARGE) return fault(callersTokenTooLong(faultFacts(response)));
  if (!OF_THE_TOKEN.has(response.status)) return classifyByStatus(response);
  const isAnswer = response.mediaType === "application/json";
  return fault(
    isAnswer ? tokenUnknown() : sourceLacksCall(response.source, { detail: `HTTP ${response.status}, not JSON` }),
  );
};

/** The name in logs and metrics. */
const NAME = "identity";
/** Questions that wait for their turn; a flood of made-up tokens is refused past it. */
const MOST_WAITING = 256;

/** Where callers' tokens are validated, and by which service account. */
interface ValidationOptions extends Omit<UpstreamOptions, "name" | "region" | "endpoint"> {
  /** With or without /v3 at its end. */
  readonly authUrl: string;
}

/** Asks an identity service in the service account's name. */
export const identityClient = (upstreams: Upstreams, { authUrl, ...options }: ValidationOptions): ExaminedUpstream =>
  upstreams.client(
    { ...options, name: NAME, region: null, endpoint: identityUrl(authUrl), maxQueue: MOST_WAITING },
    { serviceTypes: [], keepCatalogPath: true, classify: validationFault },
  );

const rolesWire = z.object({ roles: z.array(z.object({ name: z.string() })) });

/** The names of all roles, in lower case, as Keystone compares them; null where the account may not list them. */
export const knownRoles = async (client: ExaminedUpstream, session: Session): Promise<ReadonlySet<string> | null> => {
  try {
    return await client.json({ operation: "listRoles", path: ["roles"] }, session, ({ body }) => {
      const read = rolesWire.safeParse(body);
      if (!read.success) throw sourceBrokeContract(NAME, { detail: "not a list of roles" });
      return new Set(read.data.roles.map(({ name }) => name.toLowerCase()));
    });
  } catch (error) {
    if (error instanceof AuditError && error.code === "UPSTREAM_REJECTED") return null;
    throw error;
  }
};

/**
 * Validates tokens by GET {authUrl}/auth/tokens, with the service account's own token and its whole life cycle.
 * `serviceTypes`: those that sources look for in callers' catalogs; where there are none, catalogs are not asked for.
 */
export const createTokenValidator = (
  client: ExaminedUpstream,
  serviceTypes: readonly string[] = [],
  clock: Clock = systemClock,
): TokenValidator => {
  const ask = async (token: string, signal: EndSignal): Promise<ValidToken | null> => {
    // Whose token it is, nobody knows yet: each question is a caller of its own, and they go in their order.
    const caller = { key: sha256(token), token: undefined, scopes: new Set<never>() };
    try {
      return await client.json(
        {
          operation: "validateToken",
          path: ["auth", "tokens"],
          query: serviceTypes.length === 0 ? [["nocatalog", ""]] : [],
          headers: { "x-subject-token": token },
        },
        { now: clock.now(), moment: nextMoment(), signal, caller },
        (answer) => readValidToken(NAME, answer, serviceTypes),
      );
    } catch (error) {
      if (error instanceof AuditError && error.code === "NOT_FOUND") return null;
      throw error instanceof CallerRefused ? error : cannotValidate(error);
    }
  };
  return new TokenValidator(ask, clock);
};
