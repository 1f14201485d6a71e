import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A server of another program. */
export interface Child {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What it says when it serves; the first group is its URL. */
  readonly serves: RegExp;
}

/** Starts a program and waits until it says that it serves. Throws what it said where it ends before. */
export const startChild = async ({ command, args, env, serves }: ChildOptions): Promise<Child> => {
  const child: ChildProcess = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const baseUrl = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const [, url] = serves.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${command} ended with ${code ?? "a signal"}: ${said}`)));
  });
  return {
    baseUrl,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
};
