import { z } from "zod";
import type { WireResponse } from "../http/transport.js";
import { parseJson } from "../http/parse-json.js";
import { sourceBrokeContract } from "../faults/source-failure.js";

const endpoint = z.object({
  interface: z.string(),
  url: z.string(),
  region: z.string().nullish(),
  region_id: z.string().nullish(),
});
const service = z.object({ type: z.string(), endpoints: z.array(endpoint) });
const wire = z.object({
  token: z.object({
    expires_at: z.string().nullish(),
    issued_at: z.string().nullish(),
    project: z.object({ id: z.string() }).nullish(),
    // Absent with ?nocatalog and in unscoped tokens.
    catalog: z.array(service).nullish(),
  }),
});

export type Catalog = readonly z.infer<typeof service>[];

/** A token and what came with it. The value is private, so that no log of the object can show it. */
export class KeystoneToken {
  readonly #value: string;

  constructor(
    value: string,
    /** Milliseconds since the epoch, by the local clock. */
    readonly obtainedAt: number,
    readonly expiresAt: number,
    readonly projectId: string | undefined,
    readonly catalog: Catalog,
    /** Milliseconds that the identity service's clock was ahead of ours when it made the token, if it just did. */
    readonly clockAheadMs: number | undefined,
  ) {
    this.#value = value;
  }

  get headers(): Record<string, string> {
    return { "x-auth-token": this.#value };
  }
}

/**
 * Reads an answer of POST or GET /v3/auth/tokens (the value of the former is in X-Subject-Token).
 * The lifetime is expires_at - issued_at by the identity service's own clock, counted from now by ours: a clock that
 * is off cannot make a token look expired, or valid. Throws UPSTREAM_CONTRACT_VIOLATION.
 */
export const readKeystoneToken = (source: string, response: WireResponse, value: string): KeystoneToken => {
  const read = wire.safeParse(parseJson(source, response));
  if (!read.success || value === "") throw sourceBrokeContract(source, { detail: "not a token" });
  const { expires_at, issued_at, project, catalog } = read.data.token;
  const now = response.receivedAt;
  const expiry = Date.parse(expires_at ?? "");
  const issued = Date.parse(issued_at ?? "");
  const lifetime = expiry - (Number.isNaN(issued) ? now : issued);
  const expiresAt = Number.isNaN(lifetime) ? Number.POSITIVE_INFINITY : now + lifetime;
  // 201 is the answer to a login; a token that is only described was issued at some other time.
  const clockAheadMs = response.status === 201 && !Number.isNaN(issued) ? issued - now : undefined;
  return new KeystoneToken(value, now, expiresAt, project?.id, catalog ?? [], clockAheadMs);
};
