import DataLoader from "dataloader";
import { asAuditError } from "../../audit/errors.js";
import type { Session } from "../../audit/session.js";
import type { AuditLogFileRecord } from "../../audit/sources.js";
import type { Chunk, Timeline } from "../../audit/timeline.js";
import { SECOND } from "../../audit/window.js";
import { type Habits, LONGEST_PART } from "./habits.js";
import type { FileLister } from "./scan.js";
import { type FileName, sightFile } from "./sight.js";

const keyOf = ({ begin, upstreamId }: FileName): string => `${begin} ${upstreamId}`;

type Found = AuditLogFileRecord | null | Error;

/** One instance's list, and what this search learns of it. */
interface NamedList {
  readonly timeline: Timeline<AuditLogFileRecord>;
  readonly list: FileLister;
  readonly habits: Habits;
}

/** So few are looked for one by one in a list that nothing is known of. */
const FEW = 3;

/** One search for named files in one instance's list. */
class Search {
  readonly #found = new Map<string, AuditLogFileRecord>();
  readonly #failures = new Map<number, Error>();
  readonly #wanted: ReadonlySet<string>;
  readonly #byBegin = new Map<number, FileName[]>();
  readonly #begins: readonly number[];
  /** The first begin that was not read yet. */
  #at = 0;
  /** Files per millisecond, as they were met last. */
  #density: number | undefined;

  constructor(
    private readonly named: NamedList,
    names: readonly FileName[],
    private readonly session: Pick<Session, "turn">,
  ) {
    this.#wanted = new Set(names.map(keyOf));
    for (const name of names) {
      const together = this.#byBegin.get(name.begin);
      if (together) together.push(name);
      else this.#byBegin.set(name.begin, [name]);
    }
    this.#begins = [...this.#byBegin.keys()].sort((a, b) => a - b);
    this.#density = named.habits.density;
  }

  async run(): Promise<this> {
    let failed = false;
    for (let from = this.#next(); from !== undefined; from = this.#next()) {
      try {
        await this.#readFrom(from);
        failed = false;
      } catch (thrown) {
        const error = asAuditError(thrown);
        // One broken place must not hide what is behind it; two in a row mean that the source fails.
        do this.#fail(error);
        while (failed && this.#next() !== undefined);
        failed = true;
      }
    }
    return this;
  }

  of(name: FileName): Found {
    return this.#found.get(keyOf(name)) ?? this.#failures.get(name.begin) ?? null;
  }

  #next(): number | undefined {
    return this.#begins[this.#at];
  }

  #fail(error: Error): void {
    const begin = this.#next();
    if (begin !== undefined) this.#failures.set(begin, error);
    this.#at += 1;
  }

  /** Would the next one be reached by more calls than looking for it takes? */
  #isApart(from: number, to: number): boolean {
    if (this.#density === undefined) return this.#begins.length - this.#at <= FEW;
    return to - from > LONGEST_PART || (to - from) * this.#density > this.named.list.cap;
  }

  /** Looks for those that begin at one moment, by themselves. False where the list must be read. */
  async #sight(begin: number): Promise<boolean> {
    const { list, habits } = this.named;
    for (const name of this.#byBegin.get(begin) ?? []) {
      const file = await sightFile(list, habits, name);
      if (file === undefined) return false;
      if (file) this.#found.set(keyOf(name), file);
      await this.session.turn?.();
    }
    this.#at += 1;
    return true;
  }

  /** Reads as far as wanted files stand near one another. How close files stand may turn out on the way: then anew from there. */
  async #readFrom(from: number): Promise<void> {
    let last = this.#at;
    while (last + 1 < this.#begins.length && !this.#isApart(this.#begins[last] ?? 0, this.#begins[last + 1] ?? 0)) {
      last += 1;
    }
    if (last === this.#at && (await this.#sight(from))) return;
    const window = { from, to: (this.#begins[last] ?? from) + SECOND };
    const expected = Math.ceil(Math.max(1 + last - this.#at, (this.#density ?? 0) * (window.to - from)));
    let [edge, left] = [from, expected];
    for await (const chunk of this.named.timeline.read({ window, order: "OLDEST_FIRST", expected })) {
      this.#take(chunk);
      const { records, through } = chunk;
      this.#density = records.length / Math.max(SECOND, through - edge);
      [edge, left] = [through, left - records.length];
      const next = this.#next();
      if (next === undefined || this.#isApart(through, next) || left <= 0) return;
      await this.session.turn?.();
    }
  }

  #take({ records, through, problem }: Chunk<AuditLogFileRecord>): void {
    for (const file of records) if (this.#wanted.has(keyOf(file))) this.#found.set(keyOf(file), file);
    for (let begin = this.#next(); begin !== undefined && begin < through; begin = this.#next()) {
      // Where entries could not be read, one that is not there is not known to be none.
      if (problem) this.#fail(problem);
      else this.#at += 1;
    }
  }
}

/**
 * Files by their names within one operation: those of one instance that are asked for together are found in one reading of
 * its list, which passes over stretches without any of them.
 */
export class NamedFiles {
  readonly #byInstance = new Map<string, DataLoader<FileName, AuditLogFileRecord | null, string>>();

  constructor(
    private readonly open: (instanceId: string) => NamedList,
    private readonly session: Pick<Session, "turn">,
  ) {}

  load(instanceId: string, name: FileName): Promise<AuditLogFileRecord | null> {
    let loader = this.#byInstance.get(instanceId);
    if (!loader) {
      loader = new DataLoader((names) => this.#find(instanceId, names), { cacheKeyFn: keyOf });
      this.#byInstance.set(instanceId, loader);
    }
    return loader.load(name);
  }

  async #find(instanceId: string, names: readonly FileName[]): Promise<Found[]> {
    const search = await new Search(this.open(instanceId), names, this.session).run();
    return names.map((name) => search.of(name));
  }
}
