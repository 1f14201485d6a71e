import { existsSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { UsageError } from "./config/problems.js";
import { type Rest, restOf, tailOf } from "./export-file.js";
import { getStreamed, type StreamedAnswer } from "./upstream/http/streamed.js";

export const exportUsage = `auditgraph export --url URL --list LIST (--from TIME | --last DURATION) --out FILE

Writes a window of a list into a file, from a server that runs (GET /export).

  --url URL          the server, such as http://127.0.0.1:4000
  --list LIST        auditRecords, auditLogFiles, usageAuditPeriods or loadBalancerAudits
  --from TIME        where the window begins, such as 2026-11-01T00:00:00Z
  --to TIME          where it ends; now when left out
  --last DURATION    in the place of --from: how long it is, such as P7D or PT12H
  --format FORMAT    ndjson (the default) or csv
  --filter NAME=TEXT an argument or a filter of the list, such as sources=mysql-eu or orderBy=OLDEST_FIRST; may be repeated
  --out FILE         the file; one that is there is gone on with by --resume, and never overwritten
  --resume           goes on after the file's last whole record. All other arguments must be as before
  --token-file FILE  the caller's token; otherwise the environment variable OS_TOKEN. Sent as X-Auth-Token
  --bearer           sends the token as Authorization: Bearer
  -h, --help         this text

Exit code: 0 the window is whole; 3 it is there, but for gaps, which are named; 1 it was broken off, and --resume goes on;
64 a wrong command line.
`;

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;
const options = {
  url: text,
  list: text,
  from: text,
  to: text,
  last: text,
  format: { ...text, default: "ndjson" },
  filter: { ...text, multiple: true, default: [] as string[] },
  out: text,
  resume: flag,
  "token-file": text,
  bearer: flag,
  help: { ...flag, short: "h" },
} as const;

const wrong = (problem: string): UsageError => new UsageError(`auditgraph: ${problem}. See auditgraph export --help.`);

type Values = ReturnType<typeof valuesOf>;

const valuesOf = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw wrong(/^[^.\n]*/.exec((error as Error).message)?.[0] ?? "");
  }
};

const needed = (values: Values, name: "url" | "list" | "out"): string => {
  const value = values[name];
  if (value === undefined || value === "") throw wrong(`export needs --${name}`);
  return value;
};

const urlOf = (values: Values): URL => {
  const written = needed(values, "url");
  if ((values.from === undefined) === (values.last === undefined)) {
    throw wrong("export needs --from or --last, and not both");
  }
  if (!URL.canParse(written) || !/^https?:$/.test(new URL(written).protocol)) throw wrong("--url takes an http(s) URL");
  const url = new URL(written);
  if (url.username !== "" || url.password !== "") throw wrong("--url takes no credentials; name a --token-file");
  url.pathname = `${url.pathname.replace(/\/$/, "")}/export`;
  const { searchParams } = url;
  for (const [name, value] of [
    ["list", needed(values, "list")],
    ["from", values.from],
    ["to", values.to],
    ["last", values.last],
    ["format", values.format],
  ] as const) {
    if (value !== undefined) searchParams.set(name, value);
  }
  for (const filter of values.filter) {
    const at = filter.indexOf("=");
    if (at < 1) throw wrong("--filter takes NAME=TEXT");
    searchParams.append(filter.slice(0, at), filter.slice(at + 1));
  }
  return url;
};

const headersOf = (values: Values, env: NodeJS.ProcessEnv): Record<string, string> => {
  const file = values["token-file"];
  let token = env.OS_TOKEN ?? "";
  if (file !== undefined) {
    try {
      token = readFileSync(file, "utf8").trim();
    } catch {
      throw wrong("the file of --token-file cannot be read");
    }
  }
  const named = { "apollographql-client-name": "auditgraph export" };
  if (token === "") return named;
  return { ...named, ...(values.bearer ? { authorization: `Bearer ${token}` } : { "x-auth-token": token }) };
};

const endingForm = z.object({
  complete: z.boolean(),
  gaps: z.array(
    z.object({
      source: z.string(),
      instanceId: z.string().nullable(),
      code: z.string().nullable(),
      missing: z.array(z.object({ from: z.string(), to: z.string() })),
    }),
  ),
  gapCount: z.number().optional(),
  skipped: z.array(z.string()),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
type Ending = z.infer<typeof endingForm>;

export interface Terminal {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** How often a terminal is told how far it is. */
const TOLD_EVERY_MS = 200;
const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;

/** Writes what comes behind what stays of the file; returns the bytes that came. */
const writeInto = async (path: string, rest: Rest, { body }: StreamedAnswer, terminal: Terminal): Promise<void> => {
  const file = await open(path, existsSync(path) ? "r+" : "w");
  let [at, told] = [rest.length, 0];
  try {
    await file.truncate(rest.length);
    for await (const chunk of body) {
      await file.write(chunk, 0, chunk.length, at);
      at += chunk.length;
      const now = performance.now();
      if (!terminal.isTTY || now - told < TOLD_EVERY_MS) continue;
      told = now;
      terminal.write(`\r${megabytes(at)}`);
    }
    await file.sync();
  } finally {
    await file.close();
    if (terminal.isTTY) terminal.write("\r");
  }
};

/** How it ended, as the trailer says; a proxy may leave it out, and NDJSON says it in its last line, too. */
const endingOf = async (answer: StreamedAnswer, path: string, isCsv: boolean): Promise<Ending | undefined> => {
  const told = answer.trailer("export-ending");
  const value: unknown = told === undefined ? (isCsv ? undefined : await tailOf(path)) : JSON.parse(told);
  return endingForm.safeParse(value).data;
};

const GO_ON = "Run it again with --resume.";

const verdict = (ending: Ending | undefined, out: string): { readonly code: number; readonly words: string } => {
  if (!ending) return { code: 1, words: `The export was broken off, or how it ended did not arrive. ${GO_ON}` };
  const { error, gaps, skipped } = ending;
  const notAsked = skipped.length > 0 ? ` Not asked, for want of a scope: ${skipped.join(", ")}.` : "";
  if (error) return { code: 1, words: `The export stopped: ${error.message} (${error.code}) ${GO_ON}${notAsked}` };
  if (ending.complete) return { code: 0, words: `The window is whole in ${out}.${notAsked}` };
  const named = gaps.map(({ source, instanceId, code, missing }) => {
    const spans = missing.map(({ from, to }) => `${from} to ${to}`).join(", ");
    return `\n  ${[source, instanceId].filter((each) => each !== null).join("/")}: ${spans}${code === null ? "" : ` (${code})`}`;
  });
  const count = ending.gapCount ?? gaps.length;
  return {
    code: 3,
    words: `The window is in ${out}, but for ${count} source(s) or instance(s).${named.join("")}${notAsked}`,
  };
};

/** The sentence of a refusal. */
const refusalIn = async ({ body, status }: StreamedAnswer): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  try {
    const { errors } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { errors: { message: string }[] };
    return errors[0]?.message ?? `The server answered ${status}.`;
  } catch {
    return `The server answered ${status}.`;
  }
};

/** Runs `auditgraph export`; resolves to the exit code. Throws UsageError. */
export const exportCommand = async (
  args: readonly string[],
  { env, stdout, stderr }: { readonly env: NodeJS.ProcessEnv; readonly stdout: Terminal; readonly stderr: Terminal },
): Promise<number> => {
  const values = valuesOf(args);
  if (values.help) {
    stdout.write(exportUsage);
    return 0;
  }
  const url = urlOf(values);
  const out = needed(values, "out");
  const headers = headersOf(values, env);
  const isCsv = values.format === "csv";
  if (existsSync(out) && !values.resume) throw wrong(`${JSON.stringify(out)} is there; --resume goes on with it`);
  const rest = existsSync(out) ? await restOf(out, isCsv) : { length: 0, after: undefined };
  if (rest.after !== undefined) url.searchParams.set("after", rest.after);
  let answer: StreamedAnswer | undefined;
  try {
    answer = await getStreamed(url, headers);
    if (answer.status !== 200) {
      stderr.write(`${await refusalIn(answer)}\n`);
      return 1;
    }
    await writeInto(out, rest, answer, stderr);
    const { code, words } = verdict(await endingOf(answer, out, isCsv), out);
    stderr.write(`${words}\n`);
    return code;
  } catch {
    stderr.write(
      `${answer ? "The connection broke, or the file cannot be written." : "The server cannot be reached."} ${GO_ON}\n`,
    );
    return 1;
  } finally {
    await answer?.close();
  }
};
