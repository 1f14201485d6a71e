import { AuditError } from "../../../src/audit/errors.js";
import { Cancellation, type EndSignal, type Session } from "../../../src/audit/session.js";
import { classifyByStatus } from "../../../src/upstream/failures.js";
import type { CredentialsConfig } from "../../../src/config/credential-settings.js";
import type { UpstreamKind } from "../../../src/upstream/options.js";
import type { UpstreamRequest } from "../../../src/upstream/messages.js";

export const session = (now: number, signal: EndSignal = new Cancellation(), token?: string): Session => ({
  now,
  moment: 1,
  signal,
  caller: { key: token ?? "anyone", token, scopes: new Set() },
});

export const kind: UpstreamKind = { serviceTypes: ["compute"], keepCatalogPath: true, classify: classifyByStatus };

export const password = (authUrl: string, secret = "right"): CredentialsConfig => ({
  type: "password",
  authUrl,
  username: "admin",
  password: secret,
  projectName: "admin",
});

export const basic: CredentialsConfig = { type: "basic", username: "ops", password: "pw" };

export const ask: UpstreamRequest = { operation: "test", path: ["thing"] };

/** The AuditError that the work ends in. */
export const failure = async (work: unknown): Promise<AuditError> => {
  const error: unknown = await Promise.resolve(work).then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (error instanceof AuditError) return error;
  throw error;
};

/** The AuditError that the call throws. */
export const thrown = (call: () => unknown): AuditError => {
  try {
    call();
  } catch (error) {
    if (error instanceof AuditError) return error;
    throw error;
  }
  throw new Error("it succeeded");
};
