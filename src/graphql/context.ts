import { Directive, Extensions } from "type-graphql";
import type { Coverage } from "../audit/coverage.js";
import { AuditError, invalidArgument } from "../audit/errors.js";
import type { SourceInfo } from "../audit/record.js";
import { Scope, type Session } from "../audit/session.js";
import type { AnySource } from "../audit/sources.js";

interface Openable<Reader> {
  readonly info: Pick<SourceInfo, "name">;
  open(session: Session): Reader;
}

/** What every resolver of one operation shares. Lives and dies with the operation. */
export interface OperationContext {
  readonly session: Session;
  readonly catalog: SourceCatalog;
  /** This operation's one reader of the source: two fields that read the same thing share the upstream call. */
  reader<Reader extends object>(source: Openable<Reader>): Reader;
  /** Tells how a list read one of its sources: a problem in the answer's data passes no error handler. */
  covered(coverage: Coverage): void;
}

interface OperationFacts {
  readonly session: Session;
  readonly catalog: SourceCatalog;
  readonly covered: (coverage: Coverage) => void;
}

/** A plain object on purpose: Apollo Server copies contexts, which private members do not survive. */
export const operationContext = ({ session, catalog, covered }: OperationFacts): OperationContext => {
  const readers = new Map<object, object>();
  return {
    session,
    catalog,
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
    return invalidArgument(argument, `there is no source ${quoted(name)}; configured are: ${this.list(this.all)}.`);
  }

  private list(sources: readonly AnySource[]): string {
    return sources.map(({ info }) => info.name).join(", ") || "none";
  }
}

const quoted = (name: string): string => JSON.stringify(name.slice(0, 80));

/** The one sentence for what a caller may not have. */
export const forbidden = (scope: Scope): AuditError =>
  new AuditError("FORBIDDEN", `This needs the scope ${scope}, which the caller does not have.`);

/** The one sentence for a caller that did not say who it is. */
const unauthenticated = (): AuditError =>
  new AuditError("UNAUTHENTICATED", "This needs credentials, and the request brought none.");

export const hasScope = (context: OperationContext, scope: Scope): boolean => context.session.caller.scopes.has(scope);

/** Throws FORBIDDEN, or UNAUTHENTICATED for a caller without credentials, before anything is read. */
export const requireScope = (context: OperationContext, scope: Scope): void => {
  if (hasScope(context, scope)) return;
  throw context.session.caller.anonymous === true ? unauthenticated() : forbidden(scope);
};

/** The scope of a field in its `extensions`, where the check finds it. */
export interface ScopedExtensions {
  readonly scope?: Scope;
}

/** What a federation router is told of a scope. The base scope is what being authenticated means here. */
const directiveOf = (scope: Scope): string =>
  scope === Scope.READ ? "@authenticated" : `@requiresScopes(scopes: [["${scope}"]])`;

/**
 * Guards a field, also one that only reads its object: routers by a directive in the SDL, this server by a check that is
 * put before the field's resolver when the schema is built (graphql/field-rules.ts).
 */
export const NeedsScope =
  (scope: Scope): MethodDecorator =>
  (target, key, descriptor) => {
    Directive(directiveOf(scope))(target, key, descriptor);
    ChecksScope(scope)(target, key, descriptor);
  };

/** Guards a field here alone: for one that was released without the directive, which routers would begin to refuse. */
export const ChecksScope =
  (scope: Scope): MethodDecorator =>
  (target, key, descriptor) =>
    Extensions({ scope } satisfies ScopedExtensions)(target, key, descriptor);

/** The members that a caller gave: null and absent mean the same in every argument of this API. */
type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

export const present = <T extends object>(value: T | null | undefined): Present<T> =>
  Object.fromEntries(
    Object.entries(value ?? {}).filter(([, member]) => member !== null && member !== undefined),
  ) as Present<T>;

/** A list argument in the one spelling that cursors are bound to: its order and repeats do not select anything. */
export const asSet = (values: readonly string[] | null | undefined): readonly string[] | null =>
  values ? [...new Set(values)].sort() : null;
