import type { GraphQLSchema } from "graphql";
import { asAuditError, AuditError } from "../../audit/errors.js";
import { Shares } from "../../fairness/shares.js";
import { type Answer, type Exchange, failure, HttpRefusal, json } from "../http/exchange.js";
import { secondsOf } from "../rate-limits.js";
import { type AskedExport, readExport } from "./parameters.js";
import { type Table, tablesOf } from "./tables.js";
import { type Covered, type Page, Walk, type WalkParts } from "./walk.js";

/** Exports at once. Each holds one page, and a connection for as long as it takes. */
const MOST_AT_ONCE = 32;
/** Of them, of one caller: whoever reads slowly has one for hours. */
const CALLER_PART = 1 / 4;
/** Whoever was not believed yet, all together. */
const UNKNOWN = "";
const RETRY_AFTER_MS = 10_000;
/** Characters that are handed over at once: few enough that a slow reader is seen to read. */
const PIECE = 32_768;
/** Characters of the ending in a trailer: clients take heads of 16 KiB, and no more. */
const MOST_OF_TRAILER = 6_000;

/** What an answer names as missing. */
interface Gap {
  readonly source: string;
  readonly instanceId: string | null;
  readonly code: string | null;
  readonly missing: Covered["missing"];
}

/** How an export ended. It is the same for the whole and for its last part. */
interface Ending {
  /** The window was read to its end, and nothing of it is missing. */
  readonly complete: boolean;
  /** Goes on from here; with gaps it is good for `refill`, too. */
  readonly cursor: string | null;
  readonly gaps: readonly Gap[];
  /** Sources that were not asked: the caller lacks the scope that they need. */
  readonly skipped: readonly string[];
  /** Why the window was not read to its end. */
  readonly error?: { readonly code: string; readonly message: string };
}

interface ExportParts extends WalkParts {
  readonly schema: GraphQLSchema;
}

/** A page of another site would have this server read for nothing; what needs a preflight is CORS' to judge. */
const refuseOtherSites = ({ headers }: Exchange): void => {
  const isShown = ["authorization", "x-auth-token", "apollo-require-preflight"].some((name) => name in headers);
  if (headers["sec-fetch-site"] !== "cross-site" || isShown) return;
  const cure = "ask from a page of this server, or with the header apollo-require-preflight.";
  throw new HttpRefusal(403, `A page of another site asks for an export: ${cure}`);
};

const busy = (whose: string): AuditError =>
  new AuditError("RATE_LIMITED", `${whose} under way: ask again in ${secondsOf(RETRY_AFTER_MS)} s.`, {
    retryable: true,
    retryAfterMs: RETRY_AFTER_MS,
  });

const refusal = (error: unknown): Answer => {
  if (error instanceof HttpRefusal) throw error;
  const { code, message } = asAuditError(error);
  if (code === "INVALID_ARGUMENT") return json(failure(message, code), 400);
  if (code === "RATE_LIMITED") return json(failure(message, code), 429, { "retry-after": secondsOf(RETRY_AFTER_MS) });
  throw error;
};

/** GET /export: a window of a list, from its first page to its last, in one answer. */
export class Exports {
  readonly #tables: ReadonlyMap<string, Table>;
  readonly #running = new Shares(MOST_AT_ONCE, CALLER_PART);

  constructor(private readonly parts: ExportParts) {
    this.#tables = tablesOf(parts.schema);
  }

  async answer(exchange: Exchange): Promise<Answer> {
    refuseOtherSites(exchange);
    try {
      const asked = readExport(exchange.search, this.#tables);
      return await this.#begin(exchange, asked);
    } catch (error) {
      return refusal(error);
    }
  }

  async #begin(exchange: Exchange, asked: AskedExport): Promise<Answer> {
    const account = this.#accountOf(exchange);
    const leave = this.#enter(exchange, account);
    const walk = new Walk(exchange, asked, this.parts);
    const first = await walk.first();
    if ("failure" in first) {
      const { status, headers, problem } = first.failure;
      return json({ errors: [{ message: problem.message, extensions: extensionsOf(problem) }] }, status, headers);
    }
    if (account === UNKNOWN) {
      leave();
      this.#enter(exchange, this.#accountOf(exchange));
    }
    const writing = new Writing(asked, walk);
    const headers = {
      "content-type": asked.format.mediaType,
      "content-disposition": `attachment; filename="${fileNameOf(asked)}"`,
      trailer: "export-complete, export-cursor, export-records, export-ending",
      "x-accel-buffering": "no",
      // A connection that was kept would hold a drain up.
      connection: "close",
    };
    return { status: 200, headers, body: writing.text(first.page), trailers: () => writing.trailers };
  }

  #accountOf({ headers }: Exchange): string {
    const { value: generation, release } = this.parts.lease();
    release();
    return generation.known.find(headers) ?? UNKNOWN;
  }

  #enter(exchange: Exchange, account: string): () => void {
    const leave = this.#running.enter(account);
    if (leave === "all") throw busy(`${MOST_AT_ONCE} exports are`);
    if (leave === "caller") throw busy(`${this.#running.part} exports of this caller are`);
    exchange.whenOver(leave);
    return leave;
  }
}

const extensionsOf = ({ message: _message, ...extensions }: { readonly message: string }): object => extensions;

const fileNameOf = ({ table, format, window }: AskedExport): string => {
  const day = (text: string | undefined): string => (text ?? "now").replace(/[^0-9A-Za-z]/g, "").slice(0, 20);
  return `${table.list}-${day(window.from ?? window.last)}-${day(window.to)}.${format.extension}`;
};

/** Beyond ASCII a header holds nothing safely. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Writes the pages of a walk as they come; the next is asked for when the one before was taken. */
class Writing {
  #cursor: string | null;
  #records = 0;
  #coverage: readonly Covered[] = [];
  #error: Ending["error"];
  #isAtEnd = false;

  constructor(
    private readonly asked: AskedExport,
    private readonly walk: Walk,
  ) {
    this.#cursor = asked.after ?? null;
  }

  async *text(first: Page): AsyncGenerator<string, void, undefined> {
    const { table, format, after } = this.asked;
    if (after === undefined) yield format.head(table);
    let page: Page | undefined = first;
    while (page) {
      yield* this.#lines(page);
      page = await this.#pageAfter(page);
    }
    const tail = format.tail(this.ending);
    if (tail !== "") yield tail;
  }

  *#lines({ edges, pageInfo, coverage }: Page): Generator<string, void, undefined> {
    const { table, format } = this.asked;
    let piece = "";
    for (const { cursor, node } of edges) {
      piece += format.record(table, node, cursor);
      if (piece.length < PIECE) continue;
      yield piece;
      piece = "";
    }
    if (piece !== "") yield piece;
    this.#records += edges.length;
    this.#cursor = pageInfo.endCursor ?? this.#cursor;
    this.#coverage = coverage;
  }

  async #pageAfter({ pageInfo: { hasNextPage, endCursor } }: Page): Promise<Page | undefined> {
    if (!hasNextPage || endCursor === null) {
      this.#isAtEnd = true;
      return undefined;
    }
    const stopping = { code: "INTERRUPTED", message: "The server is being stopped: go on at another, or later." };
    if (this.walk.isOver()) {
      this.#error = stopping;
      return undefined;
    }
    const answered = await this.walk.next(endCursor);
    if ("page" in answered) return answered.page;
    const { code, message } = answered.failure.problem;
    this.#error = this.walk.isOver() ? stopping : { code, message };
    return undefined;
  }

  /** What a walk misses stands in the coverage of each of its pages from then on. */
  get ending(): Ending {
    const gaps = this.#coverage
      .filter(({ missing }) => missing.length > 0)
      .map(({ source, instance, problem, missing }) => ({
        source: source.name,
        instanceId: instance?.instanceId ?? null,
        code: problem?.code ?? null,
        missing,
      }));
    const skipped = this.#coverage.filter(({ state }) => state === "SKIPPED").map(({ source }) => source.name);
    return {
      complete: this.#isAtEnd && gaps.length === 0,
      cursor: this.#cursor,
      gaps,
      skipped,
      ...(this.#error ? { error: this.#error } : {}),
    };
  }

  get trailers(): Record<string, string> {
    const { ending } = this;
    const whole = asciiJson(ending);
    // Which spans are missing is then in the coverage of a list that is asked with the cursor.
    const short = asciiJson({ ...ending, gaps: [], skipped: [], gapCount: ending.gaps.length });
    return {
      "export-complete": String(ending.complete),
      ...(ending.cursor === null ? {} : { "export-cursor": ending.cursor }),
      "export-records": String(this.#records),
      "export-ending": whole.length <= MOST_OF_TRAILER ? whole : short,
    };
  }
}
