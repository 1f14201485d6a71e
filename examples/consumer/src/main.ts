import { largeFiles } from "./large-files.js";

const [url = "http://127.0.0.1:4000/graphql", from = new Date(Date.now() - 86_400_000).toISOString()] =
  process.argv.slice(2);

const gaps = new Set<string>();
const wanted = { window: { from }, minSizeBytes: 50_000_000, pageSize: 50 };
const files = largeFiles({ url }, wanted, ({ source, problem }) =>
  gaps.add(`${source.name}: ${problem?.message ?? "not read whole"}`),
);
for await (const { begin, instance, sizeBytes, name } of files) {
  console.log(begin, instance.name ?? "?", (sizeBytes / 1_000_000).toFixed(1), "MB", name);
}
for (const gap of gaps) console.error("not whole:", gap);
