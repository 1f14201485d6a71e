import { Counter, Gauge, type Registry } from "prom-client";

/** What became of the cache's questions and commands since the start. Counted in passing: a question must cost no more. */
export class CacheCounts {
  /** Entries found, by where. */
  readonly hits = { memory: 0, shared: 0 };
  /**
   * Commands to the shared cache. `refused`: it answered that it does not, such as when it is full. `failed`: no answer in time.
   * `skipped`: not sent, because there was no connection or it had failed too often.
   */
  readonly commands = { ok: 0, refused: 0, failed: 0, skipped: 0 };
  /** Is there a connection that can be used? Undefined where no shared cache is configured. */
  isReachable: (() => boolean) | undefined;
}

/** Of large operations, which take turns. */
interface LargeState {
  readonly working: number;
  readonly waiting: number;
}

export interface SharedMetrics {
  readonly cache: CacheCounts;
  /** From now on this is the age of the issuer's keys in milliseconds; undefined where there are none. */
  watchKeySet(age: () => number | undefined): void;
  watchLarge(state: () => LargeState): void;
  keySetRead(succeeded: boolean): void;
}

/** What all operations of the process share: the cache, the issuer's keys, the places of large operations. */
export const sharedMetrics = (registry: Registry): SharedMetrics => {
  const registers = [registry];
  const cache = new CacheCounts();
  let keySetAge: () => number | undefined = () => undefined;
  let large: () => LargeState = () => ({ working: 0, waiting: 0 });

  new Counter({
    name: "auditgraph_cache_hits_total",
    help: "Entries that were found in the cache, fresh or older, by where: this process' memory, or the shared cache behind it.",
    labelNames: ["tier"] as const,
    registers,
    collect() {
      this.reset();
      for (const [tier, count] of Object.entries(cache.hits)) this.inc({ tier }, count);
    },
  });
  new Counter({
    name: "auditgraph_shared_cache_commands_total",
    help: "Commands for the shared cache: ok, refused by it (full, for instance), failed (no answer in time), skipped (not sent: no connection, or too many failures).",
    labelNames: ["result"] as const,
    registers,
    collect() {
      this.reset();
      if (cache.isReachable === undefined) return;
      for (const [result, count] of Object.entries(cache.commands)) this.inc({ result }, count);
    },
  });
  new Gauge({
    name: "auditgraph_shared_cache_reachable",
    help: "1 while the shared cache can be used, 0 while it cannot; no series where none is configured.",
    labelNames: [] as const,
    registers,
    collect() {
      this.reset();
      this.remove();
      if (cache.isReachable !== undefined) this.set(cache.isReachable() ? 1 : 0);
    },
  });
  new Gauge({
    name: "auditgraph_key_set_age_seconds",
    help: "Since the issuer's keys were read; no series where there are none. They are believed for an hour.",
    labelNames: [] as const,
    registers,
    collect() {
      this.remove();
      const age = keySetAge();
      if (age !== undefined) this.set(age / 1_000);
    },
  });
  const reads = new Counter({
    name: "auditgraph_key_set_reads_total",
    help: "Times that the issuer's keys were asked for: OK, or FAILED where no usable key set came.",
    labelNames: ["code"] as const,
    registers,
  });
  new Gauge({
    name: "auditgraph_large_operations",
    help: "Large operations at this moment: those that are working, and those that wait for their turn.",
    labelNames: ["state"] as const,
    registers,
    collect() {
      const { working, waiting } = large();
      this.set({ state: "working" }, working);
      this.set({ state: "waiting" }, waiting);
    },
  });
  return {
    cache,
    watchKeySet: (age) => {
      keySetAge = age;
    },
    watchLarge: (state) => {
      large = state;
    },
    keySetRead: (succeeded) => reads.inc({ code: succeeded ? "OK" : "FAILED" }),
  };
};
