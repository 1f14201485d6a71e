import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from "graphql";
import { LRUCache } from "lru-cache";
import { type CompiledOperation, compileOperation, type CompilerSchema, compilerSchema } from "./compile-operation.js";

/** Runs after which an operation is worth the milliseconds that compiling it takes. */
export const RUNS_TO_COMPILE = 10;
/** Operations that are counted, and the characters of their documents; more of them would be a caller's making. */
const COUNTED = 1_000;
const COUNTED_CHARACTERS = 4_000_000;
/** A compiled operation is some ten times its document's size. */
const COMPILED = 200;
const COMPILED_CHARACTERS = 1_000_000;

/** An operation as a request names it. */
export interface NamedOperation {
  /** The document, letter by letter. */
  readonly source: string;
  /** As the request has it; a document with one operation needs none. */
  readonly name: string | undefined;
}

const keyOf = ({ source, name }: NamedOperation): string => `${name ?? ""}\n${source}`;
const bounds = (max: number, characters: number) => ({
  max,
  maxSize: characters,
  sizeCalculation: (_value: unknown, key: string) => key.length,
});

/**
 * Knows which operations come again and again, and has those compiled. An operation gets here only when it was found
 * valid and within the limits of its document: what is found again need not be checked for that again.
 */
export class HotOperations {
  readonly #runs = new LRUCache<string, { count: number }>(bounds(COUNTED, COUNTED_CHARACTERS));
  readonly #compiled = new LRUCache<string, CompiledOperation>(bounds(COMPILED, COMPILED_CHARACTERS));

  readonly #schema: CompilerSchema;

  constructor(schema: GraphQLSchema) {
    this.#schema = compilerSchema(schema);
  }

  find(named: NamedOperation): CompiledOperation | undefined {
    return this.#compiled.get(keyOf(named));
  }

  /** A valid operation is about to be executed as it stands. */
  ran(named: NamedOperation, document: DocumentNode, operation: OperationDefinitionNode): void {
    const key = keyOf(named);
    const runs = this.#runs.get(key) ?? { count: 0 };
    runs.count += 1;
    this.#runs.set(key, runs);
    // Once: what cannot be compiled is not tried again.
    if (runs.count !== RUNS_TO_COMPILE) return;
    const compiled = compileOperation(this.#schema, document, operation);
    if (compiled) this.#compiled.set(key, compiled);
  }
}
