import type { Generation } from "./create-generation.js";

export type Phase = "starting" | "ready" | "draining";

/** Can it serve? Health of sources is told, but does not decide: half an answer is better than none. */
export class Readiness {
  phase: Phase = "starting";

  constructor(private readonly generation: () => Pick<Generation, "catalog" | "since" | "isSandbox">) {}

  get status(): 200 | 503 {
    return this.phase === "ready" ? 200 : 503;
  }

  /** What operations saw of the sources, and since when this configuration is served; asks no upstream. */
  report(): Record<string, unknown> {
    const { catalog, since, isSandbox } = this.generation();
    const sources = catalog.all.map((source) => ({
      name: source.info.name,
      kind: source.info.kind,
      health: source.health(),
    }));
    const configuredAt = new Date(since).toISOString();
    return { status: this.phase, ...(isSandbox && { sandbox: true }), configuredAt, sources };
  }
}
