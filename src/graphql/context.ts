// What GraphQL itself finds the nearest field by; no public door leads to it.
import { suggestionList } from "graphql/jsutils/suggestionList.js";
import type { Coverage } from "../audit/coverage.js";
import { type AuditError, invalidArgument } from "../audit/errors.js";
import type { NewsReadings } from "../audit/news-readings.js";
import type { NewsStore } from "../audit/news-token.js";
import type { SourceInfo } from "../audit/record.js";
import type { Session } from "../audit/session.js";
import type { AnySource } from "../audit/sources.js";

interface Openable<Reader> {
  readonly info: Pick<SourceInfo, "name">;
  open(session: Session): Reader;
}

/** What operations share to tell news (audit/news.ts). */
export interface NewsParts {
  readonly readings: NewsReadings;
  readonly store: NewsStore;
}

/** What every resolver of one operation shares. Lives and dies with the operation. */
export interface OperationContext {
  readonly session: Session;
  readonly catalog: SourceCatalog;
  readonly news: NewsParts;
  /** This operation's one reader of the source: two fields that read the same thing share the upstream call. */
  reader<Reader extends object>(source: Openable<Reader>): Reader;
  /** Tells how a list read one of its sources: a problem in the answer's data passes no error handler. */
  covered(coverage: Coverage): void;
}

/** A plain object on purpose: Apollo Server copies contexts, which private members do not survive. */
export const operationContext = ({
  session,
  catalog,
  news,
  covered,
}: Pick<OperationContext, "session" | "catalog" | "news" | "covered">): OperationContext => {
  const readers = new Map<object, object>();
  return {
    session,
    catalog,
    news,
    covered,
    reader: <Reader extends object>(source: Openable<Reader>): Reader => {
      const known = readers.get(source) as Reader | undefined;
      if (known) return known;
      session.reads?.source(source.info.name);
      const opened = source.open(session);
      readers.set(source, opened);
      return opened;
    },
  };
};

export type Subject = AnySource["subject"];
export type SourceOf<S extends Subject> = Extract<AnySource, { subject: S }>;

/** A subject in words for a message. */
const sourcesOf: Readonly<Record<Subject, string>> = {
  usage: "the source of a usage audit",
  database: "a database service",
  loadBalancer: "a load balancer service",
};

const isOf = <S extends Subject>(source: AnySource, subject: S): source is SourceOf<S> => source.subject === subject;

/** Every configured source, found by name and by what it tells about. Names come from callers: a wrong one is an answer, not a crash. */
export class SourceCatalog {
  private readonly byName: ReadonlyMap<string, AnySource>;

  constructor(readonly all: readonly AnySource[]) {
    this.byName = new Map(all.map((source) => [source.info.name, source]));
  }

  named(name: string): AnySource | undefined {
    return this.byName.get(name);
  }

  of<S extends Subject>(subject: S): readonly SourceOf<S>[] {
    return this.all.filter((source) => isOf(source, subject));
  }

  /** The source of this name, where it is of this subject. For ids and references, which may outlive a configuration. */
  find<S extends Subject>(subject: S, name: string): SourceOf<S> | undefined {
    const source = this.byName.get(name);
    return source && isOf(source, subject) ? source : undefined;
  }

  /** Throws INVALID_ARGUMENT naming the argument and the names that would do. */
  require<S extends Subject>(subject: S, name: string, argument: string): SourceOf<S> {
    const source = this.requireAny(name, argument);
    if (isOf(source, subject)) return source;
    const { kind } = source.info;
    throw invalidArgument(
      argument,
      `${quoted(name)} is of kind ${kind}; this takes ${sourcesOf[subject]}: ${this.list(this.of(subject))}.`,
    );
  }

  /** The named sources, each once, or all of the subject when no names are given. */
  select<S extends Subject>(
    subject: S,
    names: readonly string[] | null | undefined,
    argument: string,
  ): readonly SourceOf<S>[] {
    if (!names) return this.of(subject);
    return [...new Set(names)].map((name) => this.require(subject, name, argument));
  }

  requireAny(name: string, argument: string): AnySource {
    const source = this.byName.get(name);
    if (!source) throw this.unknown(name, argument);
    return source;
  }

  private unknown(name: string, argument: string): AuditError {
    const [near] = suggestionList(name.slice(0, LONGEST_NAME), [...this.byName.keys()]);
    const guess = near === undefined ? "" : ` Did you mean ${near}?`;
    return invalidArgument(
      argument,
      `there is no source ${quoted(name)}; configured are: ${this.list(this.all)}.${guess}`,
    );
  }

  private list(sources: readonly AnySource[]): string {
    return sources.map(({ info }) => info.name).join(", ") || "none";
  }
}

/** Of a source, in the configuration. */
const LONGEST_NAME = 63;

const quoted = (name: string): string => JSON.stringify(name.slice(0, 80));
