import type { Telemetry } from "../../telemetry/telemetry.js";
import { BEHIND } from "../turns.js";
import type { Generation } from "../generation.js";
import { type Answer, type Exchange, isAtHand, PartExchange } from "../http/exchange.js";
import { observeOperation } from "../http/layers.js";
import type { Pace } from "../http/waiting-answers.js";
import type { AskedExport } from "./parameters.js";

/** Records of a page: as many as a list gives. */
const PAGE = 200;
/** How often a page is asked for again that was refused for now, or failed as a whole. */
const MOST_REFUSALS = 5;
/** How often a page is asked for again of which a source newly failed, or that came no further. */
const MOST_REPEATS = 2;
/** Waits grow from here, unless a wait was named. */
const FIRST_WAIT_MS = 1_000;
/** The longest wait: a caller's minute. */
const LONGEST_WAIT_MS = 61_000;
const STEP_MS = 1_000;

interface Span {
  readonly from: string;
  readonly to: string;
}

export interface Covered {
  readonly source: { readonly name: string };
  readonly instance: { readonly instanceId: string } | null;
  readonly state: "FAILED" | "SKIPPED" | "COMPLETE" | "CHANGED_WHILE_READING";
  readonly problem: Problem | null;
  readonly missing: readonly Span[];
}

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number | null;
}

export interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: Readonly<Record<string, unknown>> }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly coverage: readonly Covered[];
}

/** A page that was not answered. */
interface Failure {
  readonly status: number;
  readonly headers: Answer["headers"];
  readonly problem: Problem;
}

type Answered = { readonly page: Page } | { readonly failure: Failure };

/** As the pipeline wrote it. */
interface Written {
  readonly data?: { readonly list: Page | null } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Omit<Problem, "message"> }[];
}

export interface WalkParts {
  /** What answers operations now; to be given back. */
  lease(): { readonly value: Generation; readonly release: () => void };
  readonly telemetry: Telemetry;
  readonly pace: Pace;
  /** No further page is to be begun. */
  isEnding(): boolean;
}

const keyOf = ({ source, instance }: Covered): string => `${source.name} ${instance?.instanceId ?? ""}`;

/**
 * The pages of a list, one after the other, each an operation in the caller's name that goes the way of every operation.
 * Nothing of a page is kept but where it ended.
 */
export class Walk {
  #current: PartExchange | undefined;
  #hasBegun = false;
  #isGone = false;
  #wake: () => void = () => undefined;
  /** What failed on the page before. */
  #failing: ReadonlySet<string> = new Set();

  constructor(
    private readonly exchange: Exchange,
    private readonly asked: AskedExport,
    private readonly parts: WalkParts,
  ) {
    exchange.whenOver(() => {
      this.#isGone = true;
      this.#current?.over();
      this.#wake();
    });
  }

  /** No further page is worth its calls. */
  isOver(): boolean {
    return this.#isGone || this.parts.isEnding();
  }

  /** The first page: a refusal is told at once. */
  first(): Promise<Answered> {
    return this.#page(this.asked.after, 0);
  }

  /** A later page: a caller whose minute is used up waits for the next. */
  next(after: string): Promise<Answered> {
    return this.#page(after, MOST_REFUSALS);
  }

  async #page(after: string | undefined, mostRefusals: number): Promise<Answered> {
    for (let tries = 0; ; tries += 1) {
      const answered = await this.#ask(after);
      const most = "failure" in answered ? mostRefusals : MOST_REPEATS;
      const cause = this.#causeToRepeat(answered, after);
      if (!cause || tries >= most || this.isOver()) return this.#settled(answered, after);
      await this.#pause(Math.min(LONGEST_WAIT_MS, cause.retryAfterMs ?? FIRST_WAIT_MS * 2 ** tries));
      if (this.isOver()) return this.#settled(answered, after);
    }
  }

  #causeToRepeat(answered: Answered, after: string | undefined): Pick<Problem, "retryAfterMs"> | undefined {
    if ("failure" in answered) return answered.failure.problem.retryable ? answered.failure.problem : undefined;
    const { page } = answered;
    if (isStuck(page, after)) return page.coverage[0]?.problem ?? {};
    const newly = page.coverage.find(
      (each) => each.state === "FAILED" && each.missing.length > 0 && !this.#failing.has(keyOf(each)),
    );
    return newly?.problem?.retryable ? newly.problem : undefined;
  }

  /** A page that comes no further would be asked for without end. */
  #settled(answered: Answered, after: string | undefined): Answered {
    if ("failure" in answered) return answered;
    const { page } = answered;
    this.#failing = new Set(page.coverage.filter(({ state }) => state === "FAILED").map(keyOf));
    if (!isStuck(page, after)) return answered;
    const message = "The list came no further from here; ask for a shorter window or fewer sources, or again.";
    const code = page.coverage[0]?.problem?.code ?? "QUERY_TOO_COMPLEX";
    return { failure: { status: 503, headers: {}, problem: { code, message, retryable: true } } };
  }

  /** In steps, so that a server that is being stopped need not wait for it. */
  async #pause(ms: number): Promise<void> {
    for (let left = ms; left > 0 && !this.isOver(); left -= STEP_MS) {
      await new Promise<void>((resolve) => {
        const cancel = this.parts.pace.after(Math.min(left, STEP_MS), resolve);
        this.#wake = () => {
          cancel();
          resolve();
        };
      });
    }
  }

  /** The operation of one page. The first is the request's own; each other gets a line in the log like any. */
  async #ask(after: string | undefined): Promise<Answered> {
    const { exchange, parts, asked } = this;
    const { value: generation, release } = parts.lease();
    const { maxPatienceMs: patienceMs } = generation;
    const variables = { ...asked.variables, first: PAGE, after, patienceMs };
    const part = new PartExchange(exchange, { query: asked.table.query, variables });
    part.manner = BEHIND;
    this.#current = part;
    const own = this.#hasBegun ? undefined : exchange.observed;
    this.#hasBegun = true;
    if (own) part.observed = own;
    const observed = own ?? observeOperation(part, parts.telemetry);
    try {
      const answer = await generation.answer(part);
      observed.end(answer.status);
      exchange.rate = part.rate;
      return answeredBy(answer);
    } finally {
      this.#current = undefined;
      part.answered();
      release();
    }
  }
}

const isStuck = ({ pageInfo }: Page, after: string | undefined): boolean =>
  pageInfo.hasNextPage && (pageInfo.endCursor === null || pageInfo.endCursor === after);

const STATUSES: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  UPSTREAM_UNAVAILABLE: 503,
  UPSTREAM_TIMEOUT: 504,
  DEADLINE_EXCEEDED: 504,
};

/** Headers of a refusal that its caller needs. */
const TOLD = ["www-authenticate", "retry-after"];

const answeredBy = ({ status, headers, body }: Answer): Answered => {
  const { data, errors } = JSON.parse(isAtHand(body) ? body.toString() : "{}") as Written;
  if (!errors && data?.list) return { page: data.list };
  const [error] = errors ?? [];
  const problem = {
    ...error?.extensions,
    code: error?.extensions.code ?? "INTERNAL",
    message: error?.message ?? "The page was not answered.",
  };
  const told = Object.entries(headers).filter(([name]) => TOLD.includes(name));
  const refused = status === 200 ? (STATUSES[problem.code] ?? 400) : status;
  return { failure: { status: refused, headers: Object.fromEntries(told), problem } };
};
