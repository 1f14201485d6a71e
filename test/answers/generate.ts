import type { GraphQLSchema } from "graphql";
import { pick } from "../fuzz/hostile.js";
import { Random } from "../properties/random.js";
import type { Tally } from "./classes.js";
import { Selections } from "./selections.js";
import { type CallerName, callers, type World } from "./world.js";

/** One request for a document: what is sent beside it, and by whom. */
export interface Asked {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly operationName: string | null | undefined;
  readonly caller: CallerName;
}

/** Fields that an operation makes GraphQL resolve, roughly and at most. */
const BUDGET = 600;

const strangeNames = ["", " ", "__proto__", "constructor", "toString", "\u{1f980}", 'a"\\b\n', "x".repeat(300)];
const names = ["Main", "Other", "constructor"];
const callerNames = Object.keys(callers) as readonly CallerName[];

const callerBy = (random: Random): CallerName => {
  const way = random.next();
  if (way < 0.5) return "all";
  return way < 0.88 ? "admin" : pick(callerNames, random);
};

/** Writes one document of one seed, and several requests for it. */
class Writer {
  readonly #random: Random;
  readonly #selections: Selections;

  constructor(
    private readonly schema: GraphQLSchema,
    world: World,
    seed: number,
    private readonly tally: Tally,
  ) {
    this.#random = new Random(seed);
    this.#selections = new Selections(schema, world, this.#random, tally);
  }

  requests(): readonly Asked[] {
    const random = this.#random;
    const count = random.chance(0.15) ? 2 + random.below(2) : 1;
    if (count > 1) this.tally.met("several operations");
    const isNamed = count > 1 || random.chance(0.6);
    const operations = names.slice(0, count).map((name) => this.#operation(isNamed ? name : "", BUDGET / count));
    const fragments = this.#selections.fragments.map(({ text }) => text);
    const definitions = random.chance(0.3) ? [...fragments, ...operations] : [...operations, ...fragments];
    const document = definitions.join(pick(["\n", " ", "\r\n# a comment\r\n", "\n\n"], random));
    const declared = isNamed ? names.slice(0, count) : [];
    return Array.from({ length: 1 + random.below(2) }, (_, i) => {
      if (i > 0) this.tally.met("document asked with other variables");
      return { document, ...this.#drawn(), operationName: this.#name(declared), caller: callerBy(random) };
    });
  }

  #operation(name: string, budget: number): string {
    const query = this.schema.getQueryType();
    if (!query) throw new Error("the schema has no queries");
    const { text, uses } = this.#selections.root(query, budget);
    const definitions = [...uses].map((each) => this.#selections.inputs.variables.get(each)?.definition ?? "");
    if (name === "" && definitions.length === 0) return text;
    return `query ${name}${definitions.length === 0 ? "" : `(${definitions.join(", ")})`} ${text}`;
  }

  /** One value for each variable of the document, whichever operation has it. */
  #drawn(): Pick<Asked, "variables"> {
    const drawn = [...this.#selections.inputs.variables.values()].map(({ name, draw }) => [name, draw()] as const);
    const sent = drawn.filter(([, value]) => value !== undefined);
    return { variables: sent.length === 0 && this.#random.chance(0.5) ? undefined : Object.fromEntries(sent) };
  }

  #name(declared: readonly string[]): Asked["operationName"] {
    const way = this.#random.next();
    if (way < 0.08) {
      this.tally.met("operation name of any text");
      return pick(strangeNames, this.#random);
    }
    if (way < 0.12) return null;
    const named = declared.length > 1 ? 0.9 : 0.4;
    return declared.length > 0 && this.#random.chance(named) ? pick(declared, this.#random) : undefined;
  }
}

/** The requests of one seed, the same every time but for the texts of cursors. */
export const generateRequests = (schema: GraphQLSchema, world: World, seed: number, tally: Tally): readonly Asked[] =>
  new Writer(schema, world, seed, tally).requests();
