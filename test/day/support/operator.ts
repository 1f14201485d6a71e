import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Sandbox } from "../../../sandbox/index.js";
import { balancers, hasOctavia } from "../../e2e/support/octavia-rig.js";
import { byPassword, compute, type Source } from "../../e2e/support/product.js";
import type { Installed, Served } from "./installed.js";

/** Where the replicas' logs are kept. */
export const LOGS = "coverage/day";

const SANDBOX_ACCOUNT = { type: "password", username: "admin", password: "admin-pw", userDomainName: "Default" };

/** What the operator has written: a real Nova and Octavia, and the sandbox's for what no Debian has. */
export const configurationOver = ({ urls }: Sandbox, change: Source = {}): string =>
  stringify({
    // As long as the real ones take for a first answer to a new token.
    server: { patienceMs: 5_000, operations: { port: "${OPERATIONS_PORT}" }, trustedProxies: ["127.0.0.1"] },
    access: { mode: "keystone", keystone: { authUrl: byPassword().authUrl, credentials: byPassword() } },
    cache: { url: "${CACHE_URL}" },
    accessLog: { to: { file: "${ACCESS_LOG}" } },
    traces: { endpoint: "${COLLECTOR_URL}" },
    sources: [
      compute({ probeSeconds: 5 }),
      ...(hasOctavia ? [balancers()] : []),
      {
        name: "mysql",
        kind: "taurusdb",
        region: "eu-west-101",
        instances: ["5be81d0f3c7a4e92a4f6b1c8d7e29035in07", "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07"],
        endpoint: urls.taurusdb,
        credentials: { ...SANDBOX_ACCOUNT, authUrl: urls.keystone, projectName: "eu-west-101" },
      },
      {
        name: "lb",
        kind: "atlas",
        endpoint: urls.atlas,
        credentials: { type: "basic", username: "ops", password: "${LB_PASSWORD}" },
      },
    ],
    ...change,
  });

/** One of the two replicas: the same port and file whichever process it is. */
export class Replica {
  #served: Served | undefined;
  readonly port: number;
  readonly accessLog: string;
  readonly #operationsPort: number;
  readonly #socket: string;

  constructor(
    private readonly installed: Installed,
    readonly name: string,
    [port, operationsPort]: readonly [number, number],
    private readonly shared: Readonly<Record<string, string>>,
  ) {
    this.port = port;
    this.#operationsPort = operationsPort;
    this.accessLog = join(installed.folder, `${name}.access.log`);
    this.#socket = join(installed.folder, "run", name);
  }

  get variables(): Record<string, string> {
    return {
      ...this.shared,
      PORT: String(this.port),
      OPERATIONS_PORT: String(this.#operationsPort),
      ACCESS_LOG: this.accessLog,
    };
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get operations(): string {
    return `http://127.0.0.1:${this.#operationsPort}`;
  }

  get served(): Served {
    if (!this.#served) throw new Error(`${this.name} was not started`);
    return this.#served;
  }

  async start(): Promise<void> {
    const args = ["--config", "auditgraph.yaml", "--control", this.#socket];
    this.#served = this.installed.serve({ args, env: this.variables });
    await this.#served.ready();
  }

  /** As ExecReload does. */
  reload(change: Readonly<Record<string, string>> = {}): Promise<[number | null, string]> {
    return this.installed.run(["reload", "--control", this.#socket], { ...this.variables, ...change });
  }

  async readiness(): Promise<Readonly<Record<string, unknown>>> {
    return (await (await fetch(`${this.operations}/readyz`)).json()) as Record<string, unknown>;
  }

  /** Has an operation come since it was started? */
  async isAsked(): Promise<boolean> {
    return /^auditgraph_operations_total\{.*\} [1-9]/m.test(await this.#metrics());
  }

  async hasInFlight(): Promise<boolean> {
    return /^auditgraph_operations_in_flight [1-9]/m.test(await this.#metrics());
  }

  /** What it said is kept, to be read where something was wrong. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const { served } = this;
    this.#served = undefined;
    served.kill(signal);
    const code = await served.ended();
    mkdirSync(LOGS, { recursive: true });
    appendFileSync(join(LOGS, `${this.name}.log`), served.log());
    return code;
  }

  /** Whatever became of it. */
  async stop(): Promise<void> {
    if (this.#served) await this.end("SIGKILL");
  }

  async #metrics(): Promise<string> {
    return (await fetch(`${this.operations}/metrics`)).text();
  }
}
