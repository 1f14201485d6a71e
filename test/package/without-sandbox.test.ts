import { rmSync } from "node:fs";
import { BUILD, build, fileWith, Process } from "../support/process.js";

const GOOD = `sources: [{ name: far, kind: nova, endpoint: "http://127.0.0.1:9/v2.1", credentials: { type: token, token: t } }]\n`;
const SENTENCE =
  "auditgraph: no configuration is named by --config or AUDITGRAPH_CONFIG, and this build has no sandbox to serve.\n";

/** As the Dockerfile leaves it out. */
describe("a build without the sandbox", () => {
  beforeAll(() => {
    build();
    for (const name of ["sandbox", "sandbox-main.js"]) rmSync(`${BUILD}/${name}`, { recursive: true });
  });

  test.each<[string[], Record<string, string>]>([
    [[], {}],
    [[], { NODE_ENV: "production" }],
    [["--sandbox"], {}],
    [["doctor"], {}],
    [["doctor", "--sandbox"], { NODE_ENV: "production" }],
  ])("ends with 78 and one sentence where no configuration is named: %j %j", async (args, env) => {
    expect(await new Process(args, env).ended()).toEqual({ code: 78, stdout: "", stderr: SENTENCE });
  });

  test("serves a configuration, and its doctor looks at it", async () => {
    const file = fileWith(GOOD);
    const served = new Process(["--config", file]);
    const answer = await fetch(`${await served.baseUrl()}/livez`);
    expect(answer.status).toBe(200);
    served.kill("SIGTERM");
    expect((await served.ended()).code).toBe(0);
    expect((await new Process(["doctor", "--config", file]).ended()).stdout).toContain("far");
  });
});
