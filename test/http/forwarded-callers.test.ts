import { type ConfiguredProduct, startConfigured } from "./support/configured-product.js";
import type { Answer } from "./support/product.js";

const INSTANCE = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";
const REF = `{ source: "own-db", instanceId: "${INSTANCE}" }`;
const WINDOW = '{ from: "2026-10-01T00:00:00Z", to: "2026-11-20T00:00:00Z" }';

/** What fills every memory there is: the instance list, parts of a file list, a Nova's calendar, an operation's loaders. */
const OPERATIONS = [
  '{ databaseInstances(sources: ["own-db"]) { nodes { instanceId name } coverage { state problem { code } } } }',
  `{ databaseInstance(ref: ${REF}) { name status auditPolicy { enabled keepDays } } }`,
  `{ auditLogFiles(instances: [${REF}], window: ${WINDOW}, first: 20) {
      nodes { name upstreamId } pageInfo { endCursor } coverage { state problem { code } } } }`,
  '{ usageAuditPeriod(source: "own-nova") { statusText hosts { nodes { host { name } } } } }',
];

/** What only a caller who is let in can know. */
const SECRETS = /billing|in07_Audit|cmp-01|br01|hosts done|keepDays":\s?\d/;

describe("callers whose own tokens go to the sources", () => {
  let product: ConfiguredProduct;
  const issue = (user: string, project: string): string => product.sandbox.control.keystone.issue({ user, project });
  const ask = (query: string, token: string): Promise<Answer> => product.ask(query, {}, { "x-auth-token": token });
  const askAll = (token: string): Promise<Answer[]> => Promise.all(OPERATIONS.map((query) => ask(query, token)));
  const text = ({ body }: Answer): string => JSON.stringify(body);
  /** For the Nova the admin project, for the database its own: one token cannot be both. */
  const mayReadFiles = (): string => issue("admin", "eu-west-101");
  const mayReadNova = (): string => issue("admin", "admin");
  const mayNothing = (): string => issue("demo", "demo");

  beforeEach(async () => {
    product = await startConfigured((sandbox) => {
      const forward = { type: "forward" };
      const { projectId } = sandbox.control.database("mysql-eu");
      return {
        server: { port: 0, deadlineMs: 60_000 },
        sources: [
          { name: "own-db", kind: "taurusdb", endpoint: sandbox.urls.taurusdb, projectId, credentials: forward },
          { name: "own-nova", kind: "nova", endpoint: sandbox.urls.nova, credentials: forward },
        ],
      };
    });
  });
  afterEach(() => product.stop());

  test("see nothing of what another has just read, from whatever memory", async () => {
    const [files, nova] = [mayReadFiles(), mayReadNova()];
    const seen = [...(await askAll(files)), ...(await askAll(nova))].map(text).join();
    for (const known of ["billing", "in07_Audit", "cmp-01", "hosts done"]) expect(seen).toContain(known);

    const refused = await askAll(mayNothing());
    expect(refused.map(text).join()).not.toMatch(SECRETS);
    expect(refused.map((answer) => text(answer).includes("UPSTREAM_REJECTED"))).toEqual(OPERATIONS.map(() => true));
  });

  test("go on from another's cursor with their own token only", async () => {
    const first = await ask(OPERATIONS[2] ?? "", mayReadFiles());
    const cursor = /"endCursor":"([^"]+)"/.exec(text(first))?.[1] ?? "";
    expect(cursor).not.toBe("");
    const next = (OPERATIONS[2] ?? "").replace("first: 20", `first: 20, after: "${cursor}"`);
    const refused = text(await ask(next, mayNothing()));
    expect(refused).toContain("UPSTREAM_REJECTED");
    expect(refused).not.toMatch(SECRETS);
    expect(text(await ask(next, mayReadFiles()))).toContain("in07_Audit");
  });

  test("keep apart at the same moment, sixty operations each", async () => {
    const [files, nothing] = [mayReadFiles(), mayNothing()];
    const [list = ""] = OPERATIONS;
    const asked = Array.from({ length: 120 }, (_, at) => ask(list, at % 2 === 0 ? files : nothing));
    const answers = (await Promise.all(asked)).map(text);
    answers.forEach((answer, at) => {
      if (at % 2 === 0) expect(answer).toContain("billing");
      else expect(answer).not.toMatch(SECRETS);
    });
  });

  test("are refused once their token has ended, whatever was read with it before", async () => {
    const token = mayReadFiles();
    await askAll(token);
    product.sandbox.control.keystone.revoke(token);
    product.clock.advance(30_000);
    const refused = text(await ask(OPERATIONS[0] ?? "", token));
    expect(refused).toContain("UPSTREAM_REJECTED");
    expect(refused).not.toMatch(SECRETS);
  });

  test("say nothing of a source's health to the others, however many of them it refuses or has no token from", async () => {
    const [list = "", , , period = ""] = OPERATIONS;
    const bad = Array.from({ length: 50 }, (_, at) => `made-up-${at}`);
    const refused = await Promise.all(bad.flatMap((token) => [ask(list, token), ask(period, token)]));
    for (const answer of refused) expect(text(answer)).toContain("UPSTREAM_REJECTED");
    const without = await Promise.all(bad.flatMap(() => [product.ask(list), product.ask(period)]));
    for (const answer of without) expect(text(answer)).toContain("UNAUTHENTICATED");
    expect(text(await ask(period, mayNothing()))).toContain("denied the caller the permission");

    const fine = expect.stringMatching(/^(UNKNOWN|HEALTHY)$/) as string;
    const healthy = [{ health: fine }, { health: fine }];
    const ready = (await (await fetch(`${product.baseUrl}/readyz`)).json()) as { sources: unknown };
    expect(ready.sources).toMatchObject(healthy);
    expect(await product.data("{ auditSources { health } }")).toMatchObject({ auditSources: healthy });
    expect(text(await ask(list, mayReadFiles()))).toContain("billing");
    expect(text(await ask(period, mayReadNova()))).toContain("hosts done");
    expect(await product.data("{ auditSources { health } }")).toMatchObject({ auditSources: healthy });
  });

  test("leave no token in an answer or a log line", async () => {
    const tokens = [mayReadFiles(), mayReadNova(), mayNothing(), "gAAAAAB-made-up-canary"];
    product.sandbox.control.keystone.revoke(tokens[1] ?? "");
    const answers = (await Promise.all(tokens.map(askAll))).flat().map(text);
    const said = [...answers, ...product.lines].join("\n");
    expect(product.lines.length).toBeGreaterThan(0);
    // Every token of the sandbox begins so.
    expect(said).not.toContain("gAAAAAB");
    for (const token of tokens) expect(said).not.toContain(token.slice(0, 24));
  });
});
