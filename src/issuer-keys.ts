import type { AccessConfig } from "./config/access.js";
import { KeptKeys } from "./kept-keys.js";
import { KeySet } from "./server/access/key-set.js";
import type { Telemetry } from "./telemetry/telemetry.js";
import type { Clock } from "./upstream/clock.js";
import type { PublicDocument } from "./upstream/public-document.js";

/** What a generation needs of the process, beside its configuration. */
export interface Lasting {
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  /** By the issuer's address and the file: a reload goes on with the keys that are known. */
  readonly keptKeys: Map<string, KeptKeys>;
}

/** Where the issuer's keys are found. */
type IssuerKeys = Extract<Extract<AccessConfig, { readonly mode: "jwt" }>["keys"], { readonly jwksUri: string }>;

/** The issuer's keys as a server holds them: asked for at once, kept beyond a generation, told of by log and metrics. */
export const lastingKeySet = (
  keys: IssuerKeys,
  document: PublicDocument,
  { telemetry, clock, keptKeys }: Lasting,
): KeySet => {
  const { log, metrics } = telemetry;
  const name = JSON.stringify([keys.jwksUri, keys.keptIn]);
  const keeper = keptKeys.get(name) ?? new KeptKeys(keys.jwksUri, keys.keptIn, log);
  keptKeys.set(name, keeper);
  const readEnded = (problem: string | null): void => {
    metrics.shared.keySetRead(problem === null);
    if (problem !== null && !keeper.isMissed) {
      log.warn(
        { reason: problem },
        "the issuer's keys cannot be read; those that are known serve for an hour from when they were",
      );
    }
    if (problem === null && keeper.isMissed) log.info("the issuer's keys are read again");
    keeper.isMissed = problem !== null;
  };
  const keySet = new KeySet({ read: () => document.read(), clock: () => clock.now(), keeper, readEnded });
  metrics.shared.watchKeySet(() => {
    const { readAt } = keySet.state;
    return readAt === undefined ? undefined : clock.now() - readAt;
  });
  keySet.begin();
  return keySet;
};
