import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { tokenOf } from "../../e2e/support/raw.js";
import type { Child } from "../../federation/support/child.js";
import { freePort } from "../../support/free-port.js";
import { type RedisServer, startRedis } from "../../support/redis-server.js";
import { type Collector, startCollector } from "../../telemetry/collector.js";
import { nginx, runBalancer, type RunningBalancer } from "../../topology/balancer-program.js";
import { startHiveGateway } from "../../topology/hive-gateway.js";
import { sendJson } from "../../upstream/support/http-server.js";
import { Callers } from "./callers.js";
import { Installed } from "./installed.js";
import { configurationOver, LOGS, Replica } from "./operator.js";
import { Prometheus } from "./prometheus.js";

const EVICTING = ["--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"];

/** What goes on in front of the replicas once they serve. */
interface Front {
  readonly balancer: RunningBalancer;
  readonly router: Child;
  readonly prometheus: Prometheus;
  readonly callers: Callers;
}

/** All that one operator has and runs. */
export class Day {
  /** The token that callers ask with all day. */
  token = "";
  isCollecting = true;
  readonly #ends: (() => unknown)[] = [];
  #front: Front | undefined;

  private constructor(
    readonly sandbox: Sandbox,
    readonly installed: Installed,
    public redis: RedisServer,
    readonly collector: Collector,
    readonly replicas: readonly [Replica, Replica],
    /** Where Prometheus looks for the operations of a third process, which another team runs. */
    readonly thirdPort: number,
  ) {}

  static async begin(): Promise<Day> {
    rmSync(LOGS, { recursive: true, force: true });
    const sandbox = await startSandbox({ control: false });
    const installed = new Installed();
    const redis = await startRedis(EVICTING);
    const collector = await startCollector((response) => sendJson(response, day.isCollecting ? 200 : 503, {}));
    const [one, oneOperations, two, twoOperations, third] = await Promise.all(
      Array.from({ length: 5 }, () => freePort()),
    );
    const shared = {
      CACHE_URL: redis.url,
      COLLECTOR_URL: collector.url,
      LB_PASSWORD: "ops-pw",
      OTEL_BSP_SCHEDULE_DELAY: "500",
    };
    const replicas = [
      new Replica(installed, "one", [one ?? 0, oneOperations ?? 0], shared),
      new Replica(installed, "two", [two ?? 0, twoOperations ?? 0], shared),
    ] as const;
    const day: Day = new Day(sandbox, installed, redis, collector, replicas, third ?? 0);
    day.configure();
    return day;
  }

  /** Writes the replicas' configuration, with a change where one is meant. */
  configure(change: Readonly<Record<string, unknown>> = {}): void {
    this.installed.write("auditgraph.yaml", configurationOver(this.sandbox, change));
  }

  async openTheFront(): Promise<void> {
    const examples = join(this.installed.home, "examples");
    const [one, two] = this.replicas;
    const balancer = await runBalancer(nginx, [one.port, two.port], examples);
    this.atTheEnd(() => balancer.stop());
    const router = await startHiveGateway(balancer.baseUrl, examples);
    this.atTheEnd(() => router.stop());
    const targets = [...this.replicas.map(({ operations }) => operations), `http://127.0.0.1:${this.thirdPort}`];
    const rules = join(this.installed.home, "docs/monitoring/alerts.yaml");
    const prometheus = await Prometheus.start(
      rules,
      targets.map((url) => new URL(url).host),
    );
    this.atTheEnd(() => prometheus.stop());
    this.token = await tokenOf();
    const callers = new Callers([balancer.baseUrl, router.baseUrl], { "x-auth-token": this.token });
    this.atTheEnd(() => callers.stop());
    this.#front = { balancer, router, prometheus, callers };
  }

  get front(): Front {
    if (!this.#front) throw new Error("the front was not opened");
    return this.#front;
  }

  /** At the same port as the one before. */
  async startRedisAgain(): Promise<void> {
    this.redis = await startRedis(EVICTING, undefined, this.redis.port);
  }

  /** What was begun last ends first. */
  atTheEnd(end: () => unknown): void {
    this.#ends.unshift(end);
  }

  async end(): Promise<void> {
    for (const end of this.#ends) await end();
    for (const replica of this.replicas) await replica.stop();
    await Promise.all([this.sandbox.stop(), this.redis.kill(), this.collector.close()]);
    await this.installed.remove();
  }
}
