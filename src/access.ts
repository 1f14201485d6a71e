import type { Config } from "./config/parse.js";
import { defaultSource } from "./config/sources.js";
import { KeptKeys } from "./kept-keys.js";
import { type AccessPolicy, keystoneAccess, openAccess } from "./server/access/policy.js";
import type { Telemetry } from "./telemetry/telemetry.js";
import type { Clock } from "./upstream/clock.js";
import { publicDocument } from "./upstream/public-document.js";
import { createTokenValidator } from "./upstream/token-validation.js";
import type { Upstreams } from "./upstream/upstreams.js";

interface Access {
  readonly policy: AccessPolicy;
  /** For readiness. */
  readonly state: () => object;
  close(): Promise<void>;
}

/** What a generation needs of the process, beside its configuration. */
export interface Lasting {
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  /** By the issuer's address and the file: a reload goes on with the keys that are known. */
  readonly keptKeys: Map<string, KeptKeys>;
}

/** By the issuer's keys, which are asked for at once: an issuer that cannot be reached is known before a caller is. */
const jwtAccessOf = async (
  access: Extract<Config["access"], { mode: "jwt" }>,
  proxy: Config["proxy"],
  { telemetry, clock, keptKeys }: Lasting,
): Promise<Access> => {
  const { jwtAccess } = await import("./server/access/jwt.js");
  const { keys, ...rules } = access;
  const settings = { ...rules, clock: () => clock.now() };
  telemetry.metrics.shared.watchKeySet(() => undefined);
  if ("publicKey" in keys) {
    const state = (): object => ({ mode: "jwt" });
    return { policy: jwtAccess({ ...settings, keys }), state, close: () => Promise.resolve() };
  }
  const { KeySet } = await import("./server/access/key-set.js");
  const { log, metrics } = telemetry;
  const name = JSON.stringify(keys);
  const keeper = keptKeys.get(name) ?? new KeptKeys(keys.jwksUri, keys.keptIn, log);
  keptKeys.set(name, keeper);
  const document = publicDocument({ name: "issuer", url: keys.jwksUri, clock, proxy });
  let isMissed = false;
  const readEnded = (problem: string | null): void => {
    metrics.shared.keySetRead(problem === null);
    if (problem !== null && !isMissed) {
      log.warn(
        { reason: problem },
        "the issuer's keys cannot be read; those that are known serve for an hour from when they were",
      );
    }
    if (problem === null && isMissed) log.info("the issuer's keys are read again");
    isMissed = problem !== null;
  };
  const keySet = new KeySet({ read: () => document.read(), clock: settings.clock, keeper, readEnded });
  metrics.shared.watchKeySet(() => {
    const { readAt } = keySet.state;
    return readAt === undefined ? undefined : clock.now() - readAt;
  });
  const state = (): object => {
    const { readAt, isFailing } = keySet.state;
    const keysReadAt = readAt === undefined ? null : new Date(readAt).toISOString();
    return { mode: "jwt", keys: isFailing ? "FAILING" : readAt === undefined ? "UNKNOWN" : "READ", keysReadAt };
  };
  return { policy: jwtAccess({ ...settings, keys: keySet }), state, close: () => document.close() };
};

/** The policy of the configured access mode, and what closes its connections. */
export const accessOf = async ({ access, proxy }: Config, upstreams: Upstreams, lasting: Lasting): Promise<Access> => {
  switch (access.mode) {
    case "open":
      return { policy: openAccess, state: () => ({ mode: "open" }), close: () => Promise.resolve() };
    case "keystone": {
      const { authUrl, credentials, ca } = access;
      const options = { ...defaultSource, interface: "public", authUrl, credentials, ca } as const;
      const validator = createTokenValidator(upstreams, options, lasting.clock);
      const validate = validator.validate.bind(validator);
      // The validator's client is the first one.
      const state = (): object => ({ mode: "keystone", health: upstreams.states()[0]?.[1].health });
      return { policy: keystoneAccess({ validate, roles: access.roles }), state, close: () => Promise.resolve() };
    }
    case "jwt":
      return jwtAccessOf(access, proxy, lasting);
  }
};
