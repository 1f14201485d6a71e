/**
 * npm run cold-path: which files of src one cold page enters, as V8 counts calls, and how many. This process serves the
 * sandbox, answers a request of another kind, and is then asked once for a hundred audit log files of one instance. The
 * fewer files, the less there is to read for whoever follows a request; at most 50 are wanted.
 *
 * `node scripts/cold-path.mjs [DIRECTORY]`: the build in .builds/rooms, a file for each of src, unless another is
 * named.
 */
import { realpathSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const build = realpathSync(resolve(root, process.argv[2] ?? ".builds/rooms"));

const INSTANCE = { source: "mysql-eu", instanceId: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07" };
const PAGE = `query Page($instance: DatabaseInstanceRef!) {
  auditLogFiles(
    instances: [$instance]
    window: { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }
    first: 100
  ) {
    nodes { id name sizeBytes begin end }
    pageInfo { hasNextPage endCursor }
    coverage { state }
  }
}`;

/** Starts the product as a person does, and takes the URL from its first line. */
const serve = async () => {
  const main = join(build, "main.js");
  process.argv.splice(1, Infinity, main, "--sandbox");
  Object.assign(process.env, { HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "warn" });
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  let said = "";
  stdout.write = (text) => {
    said += text;
    return true;
  };
  await import(pathToFileURL(main));
  stdout.write = write;
  return /http:\/\/\S+/.exec(said)[0];
};

const ask = async (baseUrl, query, variables) => {
  const response = await fetch(`${baseUrl}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors.map(({ message }) => message).join("\n"));
  return data;
};

const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
/** The files of src with a function that was called since the last time, and how many such functions. */
const entered = async () => {
  const { result } = await session.post("Profiler.takePreciseCoverage");
  return result.flatMap(({ url, functions }) => {
    const name = url.startsWith("file:") ? relative(build, fileURLToPath(url)) : "..";
    const called = functions.filter(({ ranges: [{ count }] }) => count > 0).length;
    if (name.startsWith("..") || name.startsWith("sandbox/") || called === 0) return [];
    return [{ file: `src/${name.replace(/\.js$/, ".ts")}`, called }];
  });
};

const baseUrl = await serve();
await ask(baseUrl, "{ auditSources { name health } }");
await entered();
const { auditLogFiles } = await ask(baseUrl, PAGE, { instance: INSTANCE });
const files = (await entered()).toSorted((a, b) => a.file.localeCompare(b.file, "en"));

console.log(`A cold page of ${auditLogFiles.nodes.length} files enters ${files.length} files of src:`);
for (const { file, called } of files) console.log(`  ${file} (${called} functions)`);
process.exit(auditLogFiles.nodes.length === 100 ? 0 : 1);
