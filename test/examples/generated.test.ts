import { spawnSync } from "node:child_process";

test("test/generated is what codegen makes of the schema and the examples (if not: npm run codegen)", () => {
  const codegen = "node_modules/@graphql-codegen/cli/cjs/bin.js";
  const { status, stdout, stderr } = spawnSync(process.execPath, [codegen, "--config", "codegen.yml", "--check"]);
  expect([status, status === 0 ? "" : stdout.toString() + stderr.toString()]).toEqual([0, ""]);
}, 60_000);
