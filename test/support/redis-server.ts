import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "./free-port.js";

/** A real redis-server of one test, on a free port, with nothing on disk. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Speaks to it as anybody could who reaches it. */
  readonly client: Redis;
  /** SIGSTOP: it accepts connections and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

const PROGRAM = "redis-server";

export const hasRedis = spawnSync(PROGRAM, ["--version"]).status === 0;

/** A describe that says plainly when it is skipped, and why. */
export const describeWithRedis = (name: string, tests: () => void): void => {
  if (hasRedis) describe(name, tests);
  else describe.skip(`${name} (SKIPPED: ${PROGRAM} is not installed here)`, tests);
};

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
};

/** At a port of its own, or at the one that another had. */
export const startRedis = async (
  settings: readonly string[] = [],
  password?: string,
  at?: number,
): Promise<RedisServer> => {
  const port = at ?? (await freePort());
  const dir = mkdtempSync(join(tmpdir(), "auditgraph-redis-"));
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir];
  const secret = password === undefined ? [] : ["--requirepass", password];
  const child = spawn(PROGRAM, [...args, ...secret, ...settings], { stdio: "ignore" });
  const url = `redis://${password === undefined ? "" : `:${password}@`}127.0.0.1:${port}`;
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 20, disconnectTimeout: 100 });
  client.on("error", () => undefined);
  await client.ping();
  return {
    url,
    port,
    client,
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    kill: async () => {
      client.disconnect();
      child.kill("SIGKILL");
      await ended(child);
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
