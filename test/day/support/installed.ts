import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AS_SHIPPED } from "../../support/process.js";

/** What the operator's shell has: nothing of npm's, jest's or this project's. */
const bare = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value = ""]) =>
      /^(npm_(?!config_)|NODE_|JEST_|AUDITGRAPH_|OTEL_|OS_|REAL_|HOST$|PORT$)/.test(name) ? [] : [[name, value]],
    ),
  );

/** Milliseconds of one tick in /proc/PID/stat: USER_HZ is 100 on Linux, whatever the kernel's own clock is. */
const TICK_MS = 10;

/** User's and system's milliseconds of a process so far. */
const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
};

const residentOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) * 1024;

export interface Told {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** One process of the installed package. */
export class Served {
  readonly #child: ChildProcess;
  #said = "";
  #log = "";

  constructor(main: string, folder: string, { args, env = {} }: Told) {
    this.#child = spawn(process.execPath, [...AS_SHIPPED, main, ...args], {
      cwd: folder,
      env: { ...bare(), NODE_ENV: "production", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.on("data", (chunk: Buffer) => (this.#said += chunk.toString()));
    this.#child.stderr?.on("data", (chunk: Buffer) => (this.#log += chunk.toString()));
  }

  /** Resolves when it says that it serves; with what it took until then. */
  async ready(): Promise<{ readonly baseUrl: string; readonly cpuMs: number; readonly residentBytes: number }> {
    await this.#until(() => this.#said.includes("\n"));
    const pid = this.#pid();
    const took = { cpuMs: cpuOf(pid), residentBytes: residentOf(pid) };
    return { baseUrl: /https?:\/\/\S+/.exec(this.#said)?.[0] ?? "", ...took };
  }

  residentBytes(): number {
    return residentOf(this.#pid());
  }

  log(): string {
    return this.#log;
  }

  /** Waits for a line of the log with this message; `count` of them. */
  logged(message: string, count = 1): Promise<void> {
    return this.#until(() => this.#log.split(`"msg":"${message}`).length > count);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Its exit code; null where a signal ended it. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
    return this.#child.exitCode;
  }

  #pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error("it did not start");
    return pid;
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.#child.exitCode !== null) throw new Error(`it ended with ${this.#child.exitCode}: ${this.#log}`);
      await sleep(20);
    }
  }
}

/** The package as an operator has it: packed, and installed into a folder that knows nothing of this one. */
export class Installed {
  readonly folder = mkdtempSync(join(tmpdir(), "auditgraph-day-"));
  readonly home = join(this.folder, "node_modules/auditgraph");
  readonly #served: Served[] = [];
  readonly #main = join(this.home, "dist/main.js");

  constructor() {
    execFileSync("npm", ["pack", "--pack-destination", this.folder], { env: bare(), stdio: "pipe" });
    const [tarball = ""] = readdirSync(this.folder);
    writeFileSync(join(this.folder, "package.json"), JSON.stringify({ name: "operator", private: true }));
    const args = ["install", "--omit=dev", "--no-audit", "--no-fund", "--prefer-offline", `./${tarball}`];
    execFileSync("npm", args, { cwd: this.folder, env: bare(), stdio: "pipe" });
    mkdirSync(join(this.folder, "run"), { mode: 0o700 });
  }

  /** A file of the operator's own. */
  write(name: string, text: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }

  serve(told: Told): Served {
    const served = new Served(this.#main, this.folder, told);
    this.#served.push(served);
    return served;
  }

  /** A command that ends by itself: its exit code and all that it said. */
  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<[number | null, string]> {
    const child = spawn(process.execPath, [...AS_SHIPPED, this.#main, ...args], {
      cwd: this.folder,
      env: { ...bare(), NODE_ENV: "production", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await once(child, "close");
    return [child.exitCode, said];
  }

  /** Milliseconds of the processor that a command takes, by the shell's own count. */
  cpuMs(...args: readonly string[]): number {
    const told = spawnSync(
      "bash",
      ["-c", 'TIMEFORMAT="%U %S"; time "$0" "$@" >/dev/null', process.execPath, this.#main, ...args],
      {
        env: bare(),
        encoding: "utf8",
      },
    );
    return told.stderr
      .trim()
      .split(" ")
      .reduce((sum, seconds) => sum + Number(seconds) * 1_000, 0);
  }

  /** Ends what still runs of it, whatever became of that. */
  async remove(): Promise<void> {
    for (const served of this.#served) served.kill("SIGKILL");
    await Promise.all(this.#served.map((served) => served.ended()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
