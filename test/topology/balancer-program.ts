import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../support/free-port.js";

/** A real balancer that is run by its example. */
export interface BalancerProgram {
  readonly name: string;
  readonly file: string;
  /** Of its command line: to look at the file alone, and to run in the foreground. */
  readonly check: (file: string, folder: string) => readonly string[];
  readonly run: (file: string, folder: string) => readonly string[];
}

const nginxFor = (file: string, folder: string): readonly string[] => ["-e", "stderr", "-p", folder, "-c", file];

export const nginx: BalancerProgram = {
  name: "nginx",
  file: "nginx.conf",
  check: (file, folder) => [...nginxFor(file, folder), "-g", `pid ${folder}/pid;`, "-t"],
  run: (file, folder) => [...nginxFor(file, folder), "-g", `pid ${folder}/pid; daemon off;`],
};

export const haproxy: BalancerProgram = {
  name: "haproxy",
  file: "haproxy.cfg",
  check: (file) => ["-c", "-f", file],
  run: (file) => ["-db", "-f", file],
};

export const isThere = ({ name }: Pick<BalancerProgram, "name">): boolean => spawnSync(name, ["-v"]).status === 0;

export interface RunningBalancer {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

const answers = (url: string): Promise<boolean> =>
  fetch(url)
    .then(() => true)
    .catch(() => false);

/** Runs it by its file in examples/deploy/balancers, with ports of this machine in the place of the file's. */
export const runBalancer = async (
  { name, file, check, run }: BalancerProgram,
  [one, two]: readonly [number, number],
  examples = "examples",
): Promise<RunningBalancer> => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "auditgraph-balancer-"));
  const here = join(folder, file);
  const ports: Readonly<Record<string, number>> = { "8080": port, "4000": one, "4010": two };
  const example = readFileSync(join(examples, "deploy/balancers", file), "utf8");
  writeFileSync(
    here,
    example.replace(/(?<=127\.0\.0\.1:)(\d+)/g, (was) => String(ports[was] ?? was)),
  );
  const { status, stderr } = spawnSync(name, check(here, folder), { encoding: "utf8" });
  if (status !== 0 || /warn/i.test(stderr)) throw new Error(`${name} does not take its example: ${stderr}`);
  const child: ChildProcess = spawn(name, run(here, folder), { stdio: "ignore" });
  const baseUrl = `http://127.0.0.1:${port}`;
  while (!(await answers(`${baseUrl}/livez`))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    await sleep(20);
  }
  return {
    baseUrl,
    stop: async () => {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
};
