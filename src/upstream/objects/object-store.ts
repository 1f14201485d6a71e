import type { ObjectRange, StoredFile } from "../../audit/sources.js";
import { AuditError, systemCode } from "../../audit/errors.js";
import { type Session, sessionEnded, whenSessionEnds } from "../../audit/session.js";
import { Gate } from "../../fairness/gate.js";
import type { Looked } from "../credentials/credentials.js";
import { queueRefusal, sourceAnswerCutShort } from "../failures.js";
import { createDispatcher, type Requester } from "../http/requester.js";
import { mustBeAffordable } from "../layers/retries.js";
import type { Shared, UpstreamOptions } from "../options.js";
import {
  fileChanged,
  linkNotAllowed,
  permitted,
  publicLookup,
  storeFailed,
  storeIgnoredRange,
  storeRefusedLink,
  storeTimeout,
} from "./link-rules.js";
import { ObjectAnswer } from "./object-answer.js";

/** Reads of one source at a time: more of them would take the loop and the line from everybody else. */
const READS_AT_ONCE = 2;
/** Reads that wait for their turn. */
const QUEUE = 64;
/** Of the operation's time: what is left is for the answer. */
const PART_OF_DEADLINE = 0.75;

/** What files are read by, behind their links. */
export interface ObjectStore {
  /** Throws where the link may not be followed. Asks nothing. */
  open(link: string, session: Session): Promise<StoredFile>;
  close(): Promise<void>;
}

const CONTENT_RANGE = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/;
const ETAG = /^(?:W\/)?"[\x21\x23-\x7e]{1,128}"$/;

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? "" : (value ?? ""));

interface Asked {
  readonly from: number;
  readonly to: number;
  readonly etag?: string;
}

/**
 * The object store behind a source's links: ranged reads and nothing else. No token is sent along, no redirect is
 * followed, nothing is tried again or kept, and nothing of a link gets into a log: a page goes on later under a fresh link.
 */
export class LinkedStore implements ObjectStore {
  readonly #gate: Gate;
  readonly #dispatcher: Requester;

  constructor(
    private readonly options: UpstreamOptions,
    private readonly shared: Shared,
    private readonly endpoint: Looked,
  ) {
    const { name, ca } = options;
    this.#gate = new Gate({
      maxConcurrency: READS_AT_ONCE,
      maxQueue: QUEUE,
      refusal: (full) => queueRefusal(name, full),
    });
    this.#dispatcher = createDispatcher({ connections: READS_AT_ONCE, ca, proxy: shared.proxy, lookup: publicLookup });
  }

  async open(link: string, session: Session): Promise<StoredFile> {
    const { name, contents } = this.options;
    const url = permitted(link, { endpoint: await this.endpoint(session), linkHosts: contents?.linkHosts });
    if (!url) throw linkNotAllowed(name);
    const endsAt = session.now + this.shared.deadlineMs * PART_OF_DEADLINE;
    return {
      expected: contents?.format,
      isLate: () => session.signal.aborted || this.shared.clock.now() >= endsAt,
      read: (asked) => this.#read(url, asked, session),
    };
  }

  close(): Promise<void> {
    // What is still read is read for nobody: operations have ended.
    return this.#dispatcher.destroy();
  }

  async #read(url: URL, asked: Asked, session: Session): Promise<ObjectRange> {
    mustBeAffordable(this.options.name, session);
    const leave = await this.#gate.enter(session);
    const read = new RangeRead(this.options, this.shared, session, leave);
    try {
      return await read.begin(this.#dispatcher, url, asked);
    } catch (error) {
      read.end(error);
      throw error;
    }
  }
}

/** One ranged read, from its request to its last byte. */
class RangeRead {
  readonly #answer = new ObjectAnswer();
  readonly #stopListening: () => void;
  readonly #begunAt: number;
  #status: number | null = null;
  #isOver = false;

  constructor(
    private readonly options: UpstreamOptions,
    private readonly shared: Shared,
    private readonly session: Session,
    private readonly leave: () => void,
  ) {
    this.#begunAt = shared.clock.now();
    this.#stopListening = whenSessionEnds(session.signal, () => this.#answer.giveUp(sessionEnded(session.signal)));
  }

  async begin(dispatcher: Requester, url: URL, { from, to, etag }: Asked): Promise<ObjectRange> {
    const { session } = this;
    if (session.signal.aborted) throw sessionEnded(session.signal);
    mustBeAffordable(this.options.name, session);
    if (session.calls) session.calls.made += 1;
    dispatcher.dispatch(
      {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: "GET",
        headers: {
          "accept-encoding": "identity",
          range: `bytes=${from}-${to - 1}`,
          ...(etag === undefined ? {} : { "if-match": etag }),
        },
      },
      this.#answer,
    );
    const { status, headers } = await this.#within(this.#answer.head());
    this.#status = status;
    const { name } = this.options;
    if (status === 412) throw fileChanged(name);
    // A whole object, or a page for people: neither is read.
    if (status === 200 || status === 416) throw storeIgnoredRange(name, { detail: `store: HTTP ${status}` });
    if (status === 401 || status === 403) throw storeRefusedLink(name, { detail: `store: HTTP ${status}` });
    if (status !== 206) throw storeFailed(name, status);
    const parts = CONTENT_RANGE.exec(one(headers["content-range"])) ?? [];
    const [first, last, total] = parts.slice(1).map(Number);
    const tag = one(headers.etag);
    const isAsked = first === from && total !== undefined && last === Math.min(to, total) - 1;
    if (!isAsked || !ETAG.test(tag))
      throw storeIgnoredRange(name, { detail: "store: not the range that was asked for" });
    if (etag !== undefined && tag !== etag) throw fileChanged(name);
    return { etag: tag, total, chunks: this.#chunks(last + 1 - first) };
  }

  /** What has ended is told once. `error`: why; the reader's leaving is none. */
  end(error?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopListening();
    this.#answer.giveUp(new Error("read no further"));
    this.leave();
    const { observer, clock } = this.shared;
    const code = error === undefined ? null : error instanceof AuditError ? error.code : "INTERNAL";
    const place = { source: this.options.name, operation: "readLogFile" };
    const durationMs = clock.now() - this.#begunAt;
    observer.tried?.({ ...place, status: this.#status, code, durationMs, upstreamRequestId: undefined });
    observer.called?.({ ...place, code });
  }

  async *#chunks(length: number): AsyncGenerator<Buffer, void, undefined> {
    let left = length;
    try {
      while (left > 0) {
        const chunk = await this.#within(this.#answer.next());
        if (!chunk) throw sourceAnswerCutShort(this.options.name);
        // More than was announced: the rest is not looked at.
        yield chunk.subarray(0, left);
        left -= chunk.length;
      }
      this.end();
    } catch (error) {
      this.end(error);
      throw error;
    } finally {
      this.end();
    }
  }

  /** The time for one answer's head, or for the next bytes of its body: a store that stands still holds nobody. */
  async #within<T>(wait: Promise<T>): Promise<T> {
    const { name, timeoutMs } = this.options;
    const cancel = this.shared.clock.after(timeoutMs, () => this.#answer.giveUp(storeTimeout(name)));
    try {
      return await wait;
    } catch (error) {
      if (error instanceof AuditError) throw error;
      throw storeFailed(name, systemCode(error));
    } finally {
      cancel();
    }
  }
}
