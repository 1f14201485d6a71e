import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { freePort } from "../../support/free-port.js";

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
}

export interface Rule {
  readonly name: string;
  /** ok, or err where it could not be evaluated. */
  readonly health: string;
  readonly lastError?: string;
  /** How often it was evaluated is not told; when it was is. The year 1 where it was not. */
  readonly lastEvaluation: string;
}

interface Answered<T> {
  readonly status: string;
  readonly error?: string;
  readonly data: T;
}

/** A real Prometheus that looks each second, with the alert rules that the package brings. */
export class Prometheus {
  readonly #child: ChildProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), "auditgraph-prometheus-"));
  readonly #baseUrl: string;
  readonly #began = Date.now();
  #said = "";

  private constructor(port: number, rules: string, targets: readonly string[]) {
    const file = join(this.#folder, "prometheus.yml");
    const scrape = { job_name: "auditgraph", static_configs: [{ targets }] };
    writeFileSync(
      file,
      stringify({
        global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
        rule_files: [rules],
        scrape_configs: [scrape],
      }),
    );
    const address = `127.0.0.1:${port}`;
    this.#baseUrl = `http://${address}/api/v1`;
    const store = join(this.#folder, "data");
    const args = [`--config.file=${file}`, `--web.listen-address=${address}`, `--storage.tsdb.path=${store}`];
    this.#child = spawn("prometheus", args, { stdio: ["ignore", "ignore", "pipe"] });
    this.#child.stderr?.on("data", (chunk: Buffer) => (this.#said += chunk.toString()));
  }

  static async start(rules: string, targets: readonly string[]): Promise<Prometheus> {
    const prometheus = new Prometheus(await freePort(), rules, targets);
    await prometheus.#until(async () => (await prometheus.query("vector(1)").catch(() => [])).length > 0);
    return prometheus;
  }

  /** What an expression is now. */
  async query(expression: string): Promise<readonly Series[]> {
    const { result } = await this.#ask<{ result: readonly Series[] }>("query", { query: expression });
    return result;
  }

  /** What an expression was since this Prometheus began, looked at each two seconds. */
  async queryAll(expression: string): Promise<readonly Series[]> {
    const [start, end] = [this.#began, Date.now()].map((ms) => String(ms / 1_000));
    const asked = { query: expression, start: start ?? "", end: end ?? "", step: "2s" };
    return (await this.#ask<{ result: readonly Series[] }>("query_range", asked)).result;
  }

  /** Waits until an expression has a result. */
  shows(expression: string): Promise<void> {
    return this.#until(async () => (await this.query(expression)).length > 0);
  }

  /** Waits until an alert's expression is true, of a source's: Prometheus tells it as pending while its `for` lasts, then as firing. */
  alerts(name: string, source?: string): Promise<void> {
    return this.#until(async () => {
      const { alerts } = await this.#ask<{ alerts: readonly { labels: Readonly<Record<string, string>> }[] }>("alerts");
      return alerts.some(({ labels }) => labels.alertname === name && labels.source === source);
    });
  }

  async rules(): Promise<readonly Rule[]> {
    const { groups } = await this.#ask<{ groups: readonly { rules: readonly Rule[] }[] }>("rules");
    return groups.flatMap(({ rules }) => rules);
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ask<T>(what: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
    const response = await fetch(`${this.#baseUrl}/${what}?${new URLSearchParams(parameters).toString()}`);
    const { status, error, data } = (await response.json()) as Answered<T>;
    if (status !== "success") throw new Error(`Prometheus: ${error ?? status}`);
    return data;
  }

  async #until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) {
      if (this.#child.exitCode !== null) throw new Error(`Prometheus ended: ${this.#said}`);
      await sleep(100);
    }
  }
}
