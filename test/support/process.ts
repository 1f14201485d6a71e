import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What ships, built beside dist so that a build in use is left alone; one for each test file, since they run at once. */
export const BUILD = `coverage/build-${process.env.JEST_WORKER_ID ?? "0"}`;

/** What node is told wherever the product is started: no text becomes code, and how the heap grows. */
export const AS_SHIPPED: readonly string[] = [
  "--disallow-code-generation-from-strings",
  "--min-semi-space-size=24",
  "--max-semi-space-size=24",
  "--heap-growing-percent=40",
];

export const build = (): void => void execFileSync(process.execPath, ["scripts/build.mjs", BUILD]);

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The product as a process of its own, at a port that it picks. */
export class Process {
  private readonly child: ChildProcess;
  private readonly said = { stdout: "", stderr: "" };

  /** `node`: arguments of node itself. */
  constructor(args: readonly string[] = [], env: Record<string, string> = {}, node = AS_SHIPPED) {
    const { AUDITGRAPH_CONFIG: _config, ...rest } = process.env;
    this.child = spawn(process.execPath, [...node, `${BUILD}/main.js`, ...args], {
      env: { ...rest, PORT: "0", ...env },
    });
    this.child.stdout?.on("data", (chunk: Buffer) => (this.said.stdout += chunk.toString()));
    this.child.stderr?.on("data", (chunk: Buffer) => (this.said.stderr += chunk.toString()));
  }

  /** The base URL, of the first line on standard output. */
  async baseUrl(): Promise<string> {
    await this.until(() => this.said.stdout.includes("\n"));
    return /https?:\/\/\S+/.exec(this.said.stdout)?.[0] ?? "";
  }

  /** The log's lines with this message; waits until there are so many. */
  async logged(message: string, count = 1): Promise<readonly Record<string, unknown>[]> {
    const lines = (): Record<string, unknown>[] =>
      this.said.stderr
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ msg }) => msg === message);
    await this.until(() => lines().length >= count);
    return lines();
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async ended(): Promise<Ended> {
    if (this.child.exitCode === null) await once(this.child, "close");
    return { code: this.child.exitCode, ...this.said };
  }

  private async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.child.exitCode !== null) throw new Error(this.said.stderr);
      await sleep(20);
    }
  }
}

/** A file of this name in a directory of its own. */
export const fileNamed = (name: string, text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), "auditgraph-")), name);
  writeFileSync(file, text);
  return file;
};

export const fileWith = (text: string): string => fileNamed("auditgraph.yaml", text);
