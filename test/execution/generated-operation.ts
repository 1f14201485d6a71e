import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { Random } from "../properties/random.js";

export interface GeneratedOperation {
  readonly document: string;
  readonly variables: Record<string, unknown>;
}

/** Values for arguments and input fields by their names; drawn anew for each use. Good ones, and some that are refused. */
export type Values = Readonly<Record<string, readonly unknown[]>>;

const DEEPEST = 5;

const asLiteral = (value: unknown, type: GraphQLInputType): string => {
  const inner = getNullableType(type);
  if (isListType(inner) && Array.isArray(value)) {
    const items = value as unknown[];
    return `[${items.map((each) => asLiteral(each, inner.ofType)).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const fields = isInputObjectType(inner) ? inner.getFields() : {};
    const members = Object.entries(value).map(([name, member]) => {
      const field = fields[name];
      return `${name}: ${field ? asLiteral(member, field.type) : JSON.stringify(member)}`;
    });
    return `{ ${members.join(", ")} }`;
  }
  return isEnumType(inner) && typeof value === "string" ? value : JSON.stringify(value);
};

/** Writes one valid operation: fields, aliases, arguments as literals and variables, fragments, @skip and @include. */
class Writer {
  readonly #definitions: string[] = [];
  readonly #fragments: string[] = [];
  readonly variables: Record<string, unknown> = { yes: true, no: false };
  #names = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly values: Values,
    private readonly random: Random,
  ) {}

  operation(): GeneratedOperation {
    const query = this.schema.getQueryType();
    if (!query) throw new Error("the schema has no queries");
    const selection = this.#selection(query, 0);
    const definitions = ["$yes: Boolean!", "$no: Boolean = false", ...this.#definitions].join(", ");
    const uses = "a: __typename @include(if: $yes) b: __typename @skip(if: $no)";
    return {
      document: `query Generated(${definitions}) { ${uses} ${selection} }\n${this.#fragments.join("\n")}`,
      variables: this.variables,
    };
  }

  #pick<T>(from: readonly T[]): T {
    const picked = from[this.random.below(from.length)];
    if (picked === undefined) throw new Error("nothing to pick from");
    return picked;
  }

  #name(prefix: string): string {
    return `${prefix}${(this.#names += 1)}`;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    const parts = Array.from({ length: 1 + this.random.below(depth === 0 ? 3 : 5) }, () => this.#part(type, depth));
    return `${parts.join(" ")} ${this.#name("t")}: __typename`;
  }

  #part(type: GraphQLNamedType, depth: number): string {
    const isSpread = isAbstractType(type)
      ? !isInterfaceType(type) || this.random.chance(0.6)
      : this.random.chance(0.15);
    if (!isSpread) return this.#field(type, depth);
    const onto = isAbstractType(type) ? this.#pick(this.schema.getPossibleTypes(type)) : type;
    const selection = this.#selection(onto, depth + 1);
    if (this.random.chance(0.5)) return `... on ${onto.name}${this.#directive()} { ${selection} }`;
    const name = this.#name("F");
    this.#fragments.push(`fragment ${name} on ${onto.name} { ${selection} }`);
    return `...${name}${this.#directive()}`;
  }

  #field(type: GraphQLNamedType, depth: number): string {
    if (!isObjectType(type) && !isInterfaceType(type)) return "";
    const fields = Object.values(type.getFields()).filter(
      (field) => field.name !== "_service" && (depth < DEEPEST || !isCompositeType(getNamedType(field.type))),
    );
    if (fields.length === 0) return `${this.#name("t")}: __typename`;
    const field = this.#pick(fields);
    const below = getNamedType(field.type);
    const selection = isCompositeType(below) ? ` { ${this.#selection(below, depth + 1)} }` : "";
    return `${this.#name("a")}: ${field.name}${this.#arguments(field.args)}${this.#directive()}${selection}`;
  }

  #arguments(args: readonly GraphQLArgument[]): string {
    const given = args.flatMap((arg) => {
      const known = this.values[arg.name];
      if (!known) throw new Error(`no values for the argument ${arg.name}`);
      if (!isNonNullType(arg.type) && this.random.chance(0.5)) return [];
      const value = this.#pick(known);
      if (value === null && isNonNullType(arg.type)) return [];
      if (this.random.chance(0.5)) return [`${arg.name}: ${asLiteral(value, arg.type)}`];
      const name = this.#name("v");
      this.#definitions.push(`$${name}: ${String(arg.type)}`);
      this.variables[name] = value;
      return [`${arg.name}: $${name}`];
    });
    return given.length === 0 ? "" : `(${given.join(", ")})`;
  }

  #directive(): string {
    if (this.random.chance(0.75)) return "";
    return this.#pick([
      " @include(if: $yes)",
      " @include(if: $no)",
      " @skip(if: $no)",
      " @skip(if: $yes)",
      " @include(if: true)",
      " @skip(if: false)",
      " @include(if: $yes) @skip(if: $no)",
    ]);
  }
}

export const generateOperation = (schema: GraphQLSchema, values: Values, random: Random): GeneratedOperation =>
  new Writer(schema, values, random).operation();
