import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadavg } from "node:os";
import type { Sandbox } from "../../../sandbox/index.js";
import type { Installed } from "./installed.js";
import { LOGS } from "./operator.js";
import { post } from "../../support/post.js";

const STARTS = 7;
const PAGES = 640;
const AT_ONCE = 16;
const HOUR = 3_600_000;

/** What docs/operating.md tells of the size of a replica. */
export interface Figures {
  readonly startCpuMs: number;
  readonly startedBytes: number;
  readonly versionCpuMs: number;
  readonly loadedBytes: number;
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** Pages of 100 records over all sources of the sandbox, each of a window of its own. */
const load = async (baseUrl: string): Promise<void> => {
  const now = Date.now();
  const numbers = Array.from({ length: PAGES }, (_, i) => i).values();
  const asker = async (): Promise<void> => {
    for (const i of numbers) {
      const window = `{ from: "${new Date(now - 60 * 24 * HOUR + i * HOUR).toISOString()}" }`;
      const response = await post(baseUrl, {
        query: `{ auditRecords(window: ${window}, first: 100) { nodes { id occurredAt } } }`,
      });
      const body = await response.text();
      const { data } = JSON.parse(body) as { data?: { auditRecords: { nodes: object[] } } | null };
      // On a busy machine a source may hold it too long: then it is shorter.
      if ((data?.auditRecords.nodes.length ?? 0) === 0) throw new Error(`not a page: ${body.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, asker));
};

export const measured = async (installed: Installed, sandbox: Sandbox): Promise<Figures> => {
  const server = { deadlineMs: 60_000, patienceMs: 10_000, maxPatienceMs: 10_000 };
  installed.write("sandbox.yaml", JSON.stringify({ server, ...sandbox.configuration() }));
  const serve = (): ReturnType<Installed["serve"]> =>
    installed.serve({ args: ["--config", "sandbox.yaml"], env: { PORT: "0" } });
  const starts: { readonly cpuMs: number; readonly residentBytes: number }[] = [];
  for (let i = 0; i < STARTS; i += 1) {
    const served = serve();
    starts.push(await served.ready());
    served.kill("SIGTERM");
    await served.ended();
  }
  const served = serve();
  const { baseUrl } = await served.ready();
  await load(baseUrl);
  const loadedBytes = served.residentBytes();
  served.kill("SIGTERM");
  await served.ended();
  return {
    startCpuMs: median(starts.map(({ cpuMs }) => cpuMs)),
    startedBytes: median(starts.map(({ residentBytes }) => residentBytes)),
    versionCpuMs: median(Array.from({ length: STARTS }, () => installed.cpuMs("--version"))),
    loadedBytes,
  };
};

/** On standard error, and in a file: a row of the table in docs/operating.md. */
export const tell = ({ startCpuMs, startedBytes, versionCpuMs, loadedBytes }: Figures): void => {
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
  const cells = [process.version.slice(1), seconds(startCpuMs), megabytes(startedBytes), megabytes(loadedBytes)];
  const row = `| ${[...cells, seconds(versionCpuMs)].join(" | ")} |`;
  const text = `| Node | CPU until it serves | resident then | after ${PAGES} pages | \`--version\` |\n${row}\nload ${loadavg()[0] ?? ""}\n`;
  mkdirSync(LOGS, { recursive: true });
  writeFileSync(join(LOGS, "figures.md"), text);
  process.stderr.write(text);
};
