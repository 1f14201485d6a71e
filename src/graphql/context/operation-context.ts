import type { Coverage } from "../../audit/coverage.js";
import type { Session } from "../../audit/session.js";
import type { SourceInfo } from "../../audit/source.js";
import type { SourceCatalog } from "./source-catalog.js";

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

export interface OperationFacts {
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
