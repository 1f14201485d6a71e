import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { post } from "../../support/post.js";

const QUESTIONS = [
  "query Sources { auditSources { name health } }",
  `query TimeLine { auditRecords(window: { from: "2026-01-01T00:00:00Z" }, first: 20) {
    nodes { id occurredAt } coverage { source { name } state problem { code } } } }`,
  `query Periods { usageAuditPeriods(first: 3) {
    nodes { id statusText } coverage { source { name } state problem { code } } } }`,
  `query Files { auditLogFiles(window: { from: "2026-01-01T00:00:00Z" }, first: 20) { nodes { id } coverage { source { name } state problem { code } } } }`,
  `query Stuck { loadBalancerAudits(first: 10) { nodes { id } coverage { source { name } state problem { code } } } }`,
];

/** What one caller got for one question. */
export interface Given {
  readonly status: number;
  /** Of errors, and of coverage with its source before it: "compute UPSTREAM_UNAVAILABLE". */
  readonly codes: readonly string[];
  /** What was no answer of the API: a connection that broke, a page of something between; or has a code that no document has. */
  readonly broken?: string;
}

interface Body {
  readonly data?: Readonly<
    Record<
      string,
      { readonly coverage?: readonly { source: { name: string }; problem: { code: string } | null }[] } | null
    >
  > | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

const codesOf = ({ data, errors = [] }: Body): string[] => [
  ...errors.map(({ extensions }) => extensions?.code ?? "an error without a code"),
  ...Object.values(data ?? {}).flatMap((field) =>
    (field?.coverage ?? []).flatMap(({ source, problem }) => (problem ? [`${source.name} ${problem.code}`] : [])),
  ),
];

/** Every code that docs/failure-modes.md has a row for, but the one that is a fault of this program. */
const documented = new Set(
  [...readFileSync("docs/failure-modes.md", "utf8").matchAll(/^\| ([A-Z_]+) \|/gm)].map(([, code]) => code),
);
documented.delete("INTERNAL");

/** One question, whatever comes of it. */
export const ask = async (
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
  query: string,
): Promise<Given> => {
  try {
    const response = await post(baseUrl, { query }, headers);
    const text = await response.text();
    if (!(response.headers.get("content-type") ?? "").includes("json")) {
      return { status: response.status, codes: [], broken: `${response.status}: ${text.slice(0, 200)}` };
    }
    const codes = codesOf(JSON.parse(text) as Body);
    const isNamed = codes.every((code) => documented.has(code.split(" ").at(-1) ?? ""));
    return { status: response.status, codes, ...(isNamed ? {} : { broken: `${response.status}: ${text}` }) };
  } catch (error) {
    return { status: 0, codes: [], broken: String(error instanceof Error ? (error.cause ?? error) : error) };
  }
};

/*
 * On a busy machine any source may be slow at any time, whatever else happens, and so often that it is left alone for a moment.
 * The real services are Python behind a small web server: they may refuse as well.
 */
const SLOW = /^(?:\w+ )?(?:UPSTREAM_TIMEOUT|DEADLINE_EXCEEDED|UPSTREAM_UNAVAILABLE)$/;

/** The codes that are none of these, nor a busy machine's. */
export const beside = (expected: readonly string[], codes: readonly string[]): string[] =>
  codes.filter((code) => !SLOW.test(code) && !expected.includes(code));

/** Answers after which what is still wrong does not pass by itself. */
const PATIENCE = 6_000;

const askedOf = (way: string, question: string): string => `${way} ${question.split(" ", 2).join(" ")}`;

/** Callers who ask all day, one question after the other, in two ways: through the balancer, and through the router before it. */
export class Callers {
  readonly #given: (Given & { readonly asked: string })[] = [];
  readonly #asking: Promise<void>[];
  #isOver = false;

  constructor(
    private readonly ways: readonly string[],
    headers: Readonly<Record<string, string>>,
  ) {
    this.#asking = [...ways, ...ways].map(async (baseUrl, i) => {
      for (let turn = i; !this.#isOver; turn += 1) {
        const question = QUESTIONS[turn % QUESTIONS.length] ?? "";
        this.#given.push({ ...(await ask(baseUrl, headers, question)), asked: askedOf(baseUrl, question) });
        // All of them are one account, which has a limit of a minute.
        await sleep(100);
      }
    });
  }

  /**
   * Something happens while they ask. Whatever it is, they get answers of the API, with codes that the documents have. Resolves
   * with the codes, each once.
   */
  async during(body: () => Promise<unknown>): Promise<string[]> {
    const mark = this.#given.length;
    await body();
    await this.goOn();
    return this.#codesSince(mark);
  }

  /** Waits until each of them has asked every question once more. */
  async goOn(): Promise<void> {
    const wanted = this.#given.length + this.#asking.length * QUESTIONS.length;
    while (this.#given.length < wanted) await sleep(20);
  }

  /** Waits until each question had a whole answer in each way: on a busy machine not all in one round. */
  async areWell(): Promise<void> {
    const mark = this.#given.length;
    const wanted = this.ways.flatMap((way) => QUESTIONS.map((question) => askedOf(way, question)));
    const missing = (): string[] => {
      const whole = new Set(this.#given.slice(mark).flatMap(({ asked, codes }) => (codes.length === 0 ? [asked] : [])));
      return wanted.filter((asked) => !whole.has(asked));
    };
    while (missing().length > 0 && this.#given.length < mark + PATIENCE) await sleep(50);
    expect([missing(), this.#codesSince(mark)]).toEqual([[], expect.anything()]);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#asking);
  }

  #codesSince(mark: number): string[] {
    const given = this.#given.slice(mark);
    const codes = [...new Set(given.flatMap((one) => one.codes))].sort();
    expect(new Set(given.flatMap(({ broken }) => broken ?? []))).toEqual(new Set());
    return codes;
  }
}
