import { AuditError } from "../../audit/errors.js";
import type { Refusals } from "../limits.js";

/** Bodies up to this are not counted: those of pages are smaller, and connections are bounded. */
export const SMALL_BODY = 8_192;
/** What one value of a body's JSON takes in memory, beside its text. */
const BYTES_PER_VALUE = 64;
const RETRY_AFTER_MS = 1_000;

const refusal = (whose: string): AuditError =>
  new AuditError(
    "RATE_LIMITED",
    `Too many long requests ${whose} are here at once: send shorter ones, or again in a second.`,
    {
      retryable: true,
      retryAfterMs: RETRY_AFTER_MS,
    },
  );

/** One request's body: its bytes while it comes and waits, and what was made of it until it is answered. */
class HeldBody {
  bytes = 0;
  /** Whose it is, once it was read as JSON. */
  account: string | undefined;
  /** Hears that the body has to go; until then somebody waits for it. */
  refuse: ((error: AuditError) => void) | undefined;

  constructor(private readonly bodies: HeldBodies) {}

  grow(bytes: number): void {
    this.bodies.resize(this, this.bytes + bytes);
  }

  /** As `waits`, or a rejection where the body has to go meanwhile. */
  until(waits: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.refuse = reject;
      waits.then(resolve, reject);
    });
  }

  /** Throws where nothing more may be made of bodies for its caller. */
  read(account: string, values: number): void {
    this.bodies.read(this, account, this.bytes + values * BYTES_PER_VALUE);
  }

  end(): void {
    this.bodies.end(this);
  }
}
export type { HeldBody };

/**
 * Bounds what requests hold before anything is answered, in bytes. A thousand connections may each send most of a body and
 * stop, with or without credentials; and of bodies that came whole, each may be thousands of objects while its operation
 * waits. Where there is no room, the longest of those that are not read yet has to go: whoever sends little is never that one.
 * What is read as JSON beyond the bound is the first one of its caller alone.
 */
export class HeldBodies {
  readonly #unread = new Set<HeldBody>();
  readonly #readOf = new Map<string, number>();
  #bytes = 0;

  constructor(
    private readonly most: number,
    private readonly refusals: Refusals,
  ) {}

  /** Of all that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  begin(): HeldBody {
    const body = new HeldBody(this);
    this.#unread.add(body);
    return body;
  }

  resize(body: HeldBody, bytes: number): void {
    this.#bytes += bytes - body.bytes;
    body.bytes = bytes;
    if (this.#bytes > this.most) this.#makeRoom();
  }

  read(body: HeldBody, account: string, bytes: number): void {
    const before = this.#readOf.get(account) ?? 0;
    if (before > 0 && this.#bytes - body.bytes + bytes > this.most) {
      this.refusals.count("bodies.caller");
      throw refusal("of this caller");
    }
    this.#unread.delete(body);
    this.#readOf.set(account, before + 1);
    body.account = account;
    this.resize(body, bytes);
  }

  end(body: HeldBody): void {
    this.#unread.delete(body);
    this.#bytes -= body.bytes;
    body.bytes = 0;
    const { account } = body;
    if (account === undefined) return;
    body.account = undefined;
    const left = (this.#readOf.get(account) ?? 1) - 1;
    if (left > 0) this.#readOf.set(account, left);
    else this.#readOf.delete(account);
  }

  /** The only one that is unread stays: otherwise nobody could ever send a body that is longer than the bound. */
  #makeRoom(): void {
    while (this.#bytes > this.most && this.#unread.size > 1) {
      let longest: HeldBody | undefined;
      for (const body of this.#unread) if (!longest || body.bytes > longest.bytes) longest = body;
      if (!longest || longest.bytes === 0) return;
      this.end(longest);
      this.refusals.count("bodies.all");
      longest.refuse?.(refusal("of all callers"));
    }
  }
}
