import { spawnSync } from "node:child_process";

test.each(["codegen.yml", "examples/console/codegen.yml"])(
  "what %s generates is what codegen makes of the schema and the operations (if not: npm run codegen)",
  (config) => {
    const codegen = "node_modules/@graphql-codegen/cli/cjs/bin.js";
    const { status, stdout, stderr } = spawnSync(process.execPath, [codegen, "--config", config, "--check"]);
    expect([status, status === 0 ? "" : stdout.toString() + stderr.toString()]).toEqual([0, ""]);
  },
  60_000,
);
