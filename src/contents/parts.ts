import type { Coverage } from "../audit/coverage.js";
import type { AuditError } from "../audit/errors.js";
import type { SourceInfo } from "../audit/record.js";
import type { AuditLogFileRecord } from "../audit/sources.js";

/** How the reading of one instance's files went. */
interface Part {
  readonly source: SourceInfo;
  readonly instance: string;
  recordsRead: number;
  problem: AuditError | null;
}

const coverageOf = ({ source, instance, recordsRead, problem }: Part): Coverage => ({
  source,
  instance,
  state: problem ? "FAILED" : "COMPLETE",
  recordsRead,
  problem,
});

/** Of an instance, among all sources. */
export const instanceNameOf = ({ name }: Pick<SourceInfo, "name">, instance: string): string => `${name}/${instance}`;

export interface PartsAsk {
  /** The instances that are read, in the order in which a cursor knows them; none where only one can be. */
  readonly instances: readonly string[];
  /** Lists of instances that could not be read, and from which time on. */
  readonly unlisted: readonly { readonly instance: string; readonly from: number }[];
}

/** How the files of each instance were read for a page, and of which instances the walk misses something. */
export class Parts {
  readonly #parts = new Map<string, Part>();

  constructor(
    private readonly ask: PartsAsk,
    /** A bit for each instance: see EntryCursor. */
    public missed: number,
  ) {}

  get coverage(): readonly Coverage[] {
    return [...this.#parts.values()].map(coverageOf);
  }

  of({ source, instanceId }: AuditLogFileRecord): Part {
    const key = instanceNameOf(source, instanceId);
    const known = this.#parts.get(key);
    if (known) return known;
    const part = { source, instance: instanceId, recordsRead: 0, problem: null };
    this.#parts.set(key, part);
    return part;
  }

  /** What is not read of the file is missing. */
  miss(file: AuditLogFileRecord, why: AuditError): void {
    this.of(file).problem ??= why;
    this.#miss(instanceNameOf(file.source, file.instanceId));
  }

  /** The walk has come to this time: what is not listed up to there is missing. */
  cameTo(time: number): void {
    for (const { instance, from } of this.ask.unlisted) if (from <= time) this.#miss(instance);
  }

  #miss(instance: string): void {
    const place = this.ask.instances.indexOf(instance);
    if (place >= 0) this.missed |= 1 << place;
  }
}
