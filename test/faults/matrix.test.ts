import { askCell, type CellAnswer } from "./support/ask-cell.js";
import { canariesOf, found } from "./support/canaries.js";
import { DATABASES, KINDS, outcomeOf } from "./support/fault.js";
import { type Cell, CELLS, type Matrix, startMatrix } from "./support/matrix.js";

const AT_ONCE = 8;

/** Every cell is asked before the first test, several at once: a cell's source is its own. */
const askAll = async (matrix: Matrix, answers: Map<Cell, CellAnswer>): Promise<void> => {
  const waiting = CELLS.values();
  const asker = async (): Promise<void> => {
    for (const cell of waiting) answers.set(cell, await askCell(matrix.product, cell));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, asker));
};

const LINKS = `query Links($source: String!) {
  auditRecords(filter: { sources: [$source] }, window: { from: "2026-11-20T00:00:00Z" }, first: 3) {
    edges { node { ... on AuditLogFile { downloadLink { url } } } }
  }
}`;

interface Links {
  readonly auditRecords: {
    readonly edges: readonly { readonly node: { readonly downloadLink: { readonly url: string } } }[];
  };
}

/** The secret part of each link; asking for them is what puts links into a run. */
const signaturesOf = async (matrix: Matrix): Promise<string[]> => {
  const asked = await Promise.all(
    DATABASES.map((kind) => matrix.product.data<Links>(LINKS, { source: `${kind}-none` })),
  );
  return asked.flatMap(({ auditRecords }) =>
    auditRecords.edges.map(({ node }) => new URL(node.downloadLink.url).searchParams.get("Signature") ?? ""),
  );
};

describe("the fault matrix", () => {
  const answers = new Map<Cell, CellAnswer>();
  let matrix: Matrix;
  let signatures: readonly string[];

  const answerOf = (cell: Cell): CellAnswer => {
    const answer = answers.get(cell);
    if (!answer) throw new Error(`${cell.source} was not asked`);
    return answer;
  };
  const soundOf = (kind: string): CellAnswer => {
    const sound = CELLS.find((cell) => cell.kind === kind && cell.fault.name === "none");
    if (!sound) throw new Error(`${kind} has no sound source`);
    return answerOf(sound);
  };

  beforeAll(async () => {
    matrix = await startMatrix();
    await askAll(matrix, answers);
    signatures = await signaturesOf(matrix);
  }, 300_000);
  afterAll(() => matrix.stop());

  test.each(KINDS)("%s meets forty faults at least", (kind) => {
    expect(CELLS.filter((cell) => cell.kind === kind && cell.fault.name !== "none").length).toBeGreaterThanOrEqual(40);
    expect(soundOf(kind).records.length).toBeGreaterThan(0);
    expect(soundOf(kind).healthy.records.length).toBeGreaterThan(0);
  });

  test.each(CELLS.map((cell) => [cell.kind, cell.fault.name, cell] as const))("%s: %s", (kind, _name, cell) => {
    const { fault } = cell;
    const outcome = outcomeOf(fault, kind);
    const { status, code, coverage, records, healthy } = answerOf(cell);
    const sound = soundOf(kind);

    expect(matrix.server(cell).requests).toBeGreaterThan(0);
    expect(status).toBe(200);
    expect(code).toBe(outcome);
    // What stands beside it is whole, and nothing of the faulty source is made up.
    expect(healthy.state).toBe("COMPLETE");
    expect(healthy.records.length).toBeGreaterThan(0);
    expect(sound.records).toEqual(expect.arrayContaining([...records]));
    if (outcome === "unharmed") expect(records).toEqual(sound.records);
    else expect(coverage?.state).toBe("FAILED");
    if (fault.keepsOthers === true) expect(records.length).toBeGreaterThan(0);
  });

  test("no secret of the whole run is in an answer, in the log or in the metrics", async () => {
    const canaries = canariesOf(matrix.sandbox.configuration().sources, matrix.sent);
    expect(canaries).toEqual(expect.arrayContaining(["admin-pw", "ops-pw", "sandbox-security-token-0001"]));
    expect(canaries.length).toBeGreaterThan(20);
    expect(signatures.length).toBe(3 * DATABASES.length);
    expect(signatures.every((signature) => signature.length >= 16)).toBe(true);

    const secrets = [...canaries, ...signatures];
    const metrics = await (await fetch(`${matrix.product.baseUrl}/metrics`)).text();
    expect(metrics).toContain("upstream");
    expect(matrix.product.lines.length).toBeGreaterThan(CELLS.length);
    expect(found(secrets, [...answers.values()].map(({ text }) => text).join("\n"))).toEqual([]);
    expect(found(secrets, matrix.product.lines.join(""))).toEqual([]);
    expect(found(secrets, metrics)).toEqual([]);
  });
});
