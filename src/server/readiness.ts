import type { SourceCatalog } from "../graphql/context/source-catalog.js";

export type Phase = "starting" | "ready" | "draining";

/** Can it serve? Health of sources is told, but does not decide: half an answer is better than none. */
export class Readiness {
  phase: Phase = "starting";

  constructor(private readonly catalog: SourceCatalog) {}

  get status(): 200 | 503 {
    return this.phase === "ready" ? 200 : 503;
  }

  /** What operations saw of the sources; asks no upstream. */
  report(): Record<string, unknown> {
    const sources = this.catalog.all.map((source) => ({
      name: source.info.name,
      kind: source.info.kind,
      health: source.health(),
    }));
    return { status: this.phase, sources };
  }
}
