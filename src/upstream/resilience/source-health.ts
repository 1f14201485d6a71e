import { SourceHealth } from "../../audit/source.js";
import type { Clock } from "../clock.js";

const REMEMBERED = 20;
const MEMORY_MS = 60_000;
/** Failures in a row after which nothing good is known of a source. */
const IN_A_ROW = 3;

/** What operations saw of a source in the last minute; nobody is asked for it. A source nobody asked is HEALTHY. */
export class HealthRecord {
  readonly #clock: Clock;
  readonly #seen: { readonly at: number; readonly good: boolean }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  saw(good: boolean): void {
    this.#seen.push({ at: this.#clock.now(), good });
    if (this.#seen.length > REMEMBERED) this.#seen.shift();
  }

  /** HEALTHY: nothing failed. UNAVAILABLE: the last three failed, or all that is known. DEGRADED: some failed. */
  read(): SourceHealth {
    const since = this.#clock.now() - MEMORY_MS;
    const recent = this.#seen.filter(({ at }) => at >= since);
    if (recent.every(({ good }) => good)) return SourceHealth.HEALTHY;
    return recent.slice(-IN_A_ROW).some(({ good }) => good) ? SourceHealth.DEGRADED : SourceHealth.UNAVAILABLE;
  }
}
