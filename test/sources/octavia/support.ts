import type { AnySource } from "../../../src/audit/sources.js";
import type { RecordKey } from "../../../src/audit/record.js";
import type { SourceConfig } from "../../../src/config/sources.js";
import { createSources } from "../../../src/sources/registry.js";
import { systemClock } from "../../../src/upstream/clock.js";
import type { Upstreams } from "../../../src/upstream/upstreams.js";
import { type OctaviaBalancer, type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { NOW } from "../../contract/support/read.js";
import { configuredSources } from "../../contract/support/sandbox-upstream.js";
import { createUpstreams } from "../../support/upstreams.js";

export const WINDOW = { from: 0, to: NOW + 3_600_000 };
export const AUDITED = ["ERROR", "PENDING_CREATE", "PENDING_UPDATE", "PENDING_DELETE"] as const;
export type AuditedWord = (typeof AUDITED)[number];
const PROJECT = "6047a6bb792f4b7994d9e448d99e3303";

export type Octavia = AnySource & { readonly subject: "loadBalancer" };

export const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
export const balancer = (number: number, more: Partial<OctaviaBalancer> = {}): OctaviaBalancer => ({
  id: idOf(number),
  name: `lb-${number}`,
  projectId: PROJECT,
  provisioningStatus: "ACTIVE",
  operatingStatus: "ONLINE",
  created: Date.UTC(2026, 0, 1),
  updated: Date.UTC(2026, 5, 1) + (number % 400) * 60_000,
  provider: "amphora",
  vipAddress: null,
  hasTree: false,
  hasSparePool: false,
  ...more,
});
/** Of so many balancers so many in an audited status, spread over them and over the statuses. */
export const cloud = (count: number, audited: number): OctaviaBalancer[] =>
  Array.from({ length: count }, (_, number) => {
    const place = Math.floor((number * audited) / count);
    const isAudited = place !== Math.floor(((number - 1) * audited) / count);
    return balancer(number, isAudited ? { provisioningStatus: AUDITED[place % 4] ?? "ERROR" } : {});
  });

export const keysOf = (all: readonly OctaviaBalancer[]): RecordKey[] =>
  all
    .filter(({ provisioningStatus }) => AUDITED.some((word) => word === provisioningStatus))
    .map(({ id, updated, created }) => ({ time: updated ?? created, source: "balancers-eu", instance: "", id }))
    .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
/** The sandbox's Octavia alone, as a source of a process of its own. */
export class Rig {
  static async start(): Promise<Rig> {
    const sandbox = await startSandbox({ clock: () => NOW, control: false });
    const clock = { ...systemClock, now: () => NOW };
    return new Rig(sandbox, createUpstreams({ clock, random: () => 0, deadlineMs: 10_000 }));
  }

  private constructor(
    private readonly sandbox: Sandbox,
    private readonly upstreams: Upstreams,
  ) {}

  get control(): Sandbox["control"] {
    return this.sandbox.control;
  }

  open(change: Partial<SourceConfig> = {}): Octavia {
    const ready = configuredSources(this.sandbox).filter(({ name }) => name === "balancers-eu");
    const [made] = createSources(
      ready.map((source) => ({ ...source, ...change })),
      this.upstreams,
    );
    if (made?.subject !== "loadBalancer") throw new Error("no load balancers");
    return made;
  }

  requests() {
    return this.control.log.requests("balancers-eu");
  }

  async stop(): Promise<void> {
    await this.upstreams.close();
    await this.sandbox.stop();
  }
}
