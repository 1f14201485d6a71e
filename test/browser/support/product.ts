import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { AS_SHIPPED } from "../../support/process.js";

/** What ships, with its pages: test/browser/run.mjs builds it. */
const BUILD = "coverage/browser";

/** The product over its sandbox as `npm start` serves it, in a process of its own. */
export interface Product {
  readonly baseUrl: string;
  /** Switches a fault of one source on; resolves when it is. */
  breakSource(source: string, kind: string): Promise<void>;
  /** Changes what one instance of a database source holds: setFiles, append. */
  change(source: string, instance: string, what: Readonly<Record<string, readonly object[]>>): Promise<void>;
  /** Switches all faults off. */
  repair(): Promise<void>;
  stop(): Promise<void>;
}

const firstMatch = async (stream: Readable, pattern: RegExp): Promise<string> => {
  for await (const line of createInterface({ input: stream }) as AsyncIterable<string>) {
    const [, found] = pattern.exec(line) ?? [];
    if (found !== undefined) return found;
  }
  throw new Error(`the product ended before it said ${String(pattern)}`);
};

const stopped = async (child: ChildProcess): Promise<void> => {
  child.kill("SIGTERM");
  if (child.exitCode === null) await once(child, "exit");
};

export const startProduct = async (): Promise<Product> => {
  const { AUDITGRAPH_CONFIG: _config, ...env } = process.env;
  const child = spawn(process.execPath, [...AS_SHIPPED, `${BUILD}/main.js`], {
    env: { ...env, PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [baseUrl, control] = await Promise.all([
    firstMatch(child.stdout, /(http:\/\/\S+)/),
    firstMatch(child.stderr, /"control":"([^"]+)"/),
  ]);
  // Else a full pipe would stop the product.
  child.stderr.resume();
  const order = async (path: string, request: RequestInit): Promise<void> => {
    const { ok, status } = await fetch(`${control}/${path}`, request);
    if (!ok) throw new Error(`the control interface answered ${status}`);
  };
  return {
    baseUrl,
    breakSource: (source, kind) => order("faults", { method: "POST", body: JSON.stringify({ source, kind }) }),
    change: (source, instance, what) =>
      order("behaviour", { method: "POST", body: JSON.stringify({ source, instance, ...what }) }),
    repair: () => order("faults", { method: "DELETE" }),
    stop: () => stopped(child),
  };
};
