import {
  getNamedType,
  getNullableType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";
import { pick } from "../fuzz/hostile.js";
import type { Random } from "../properties/random.js";
import type { Tally } from "./classes.js";
import { givenOf, hintOf, type InputValues, literalOf } from "./input-values.js";

export interface Variable {
  readonly name: string;
  readonly definition: string;
  /** What one request sends for it; undefined: nothing. */
  readonly draw: () => unknown;
}

/** Writes what stands behind an argument's name, and declares the variables in it. */
export class Inputs {
  readonly variables = new Map<string, Variable>();
  /** Variables by the place that they were declared for: another place like it can use them too. */
  readonly #byPlace = new Map<string, string[]>();

  constructor(
    private readonly values: InputValues,
    private readonly random: Random,
    private readonly tally: Tally,
    /** Is told of each variable that is written. */
    private readonly uses: (name: string) => void,
  ) {}

  write(type: GraphQLInputType, name: string): string {
    if (this.random.chance(0.45)) return this.variable(type, name);
    if (!isNonNullType(type) && this.random.chance(0.08)) return "null";
    const inner = getNullableType(type);
    if (isListType(inner)) return this.#list(inner.ofType, name);
    if (isInputObjectType(inner)) return this.#object(inner);
    const value = this.values.of(isNonNullType(type) ? type : inner, name) ?? null;
    return getNamedType(type).name === "_Any" ? this.#any(value) : literalOf(value, type);
  }

  /** A variable that may stand where this type is asked for. */
  variable(type: GraphQLInputType, name: string): string {
    const place = `${name}: ${String(type)}`;
    const known = this.#byPlace.get(place) ?? [];
    if (known.length > 0 && this.random.chance(0.35)) {
      this.tally.met("variable used again");
      return this.#use(pick(known, this.random));
    }
    const declared = this.#declare(type, name);
    this.#byPlace.set(place, [...known, declared]);
    return this.#use(declared);
  }

  #use(name: string): string {
    this.uses(name);
    return `$${name}`;
  }

  #declare(type: GraphQLInputType, hint: string): string {
    const { random } = this;
    const inner = getNullableType(type);
    const name = `v${this.variables.size}`;
    // A nullable variable may stand at a place that takes no null if it has a default: then null is refused when it comes.
    const isRequired = isNonNullType(type) ? random.chance(0.65) : random.chance(0.2);
    const needsDefault = isNonNullType(type) && !isRequired;
    const hasDefault = needsDefault || random.chance(0.3);
    const standard = hasDefault ? ` = ${literalOf(this.#some(type, hint), inner)}` : "";
    this.variables.set(name, {
      name,
      definition: `$${name}: ${String(inner)}${isRequired ? "!" : ""}${standard}`,
      draw: () => this.#draw(inner, hint, { isRequired, hasDefault, needsDefault }),
    });
    return name;
  }

  #draw(
    type: GraphQLInputType,
    hint: string,
    { isRequired, hasDefault, needsDefault }: Readonly<Record<"isRequired" | "hasDefault" | "needsDefault", boolean>>,
  ): unknown {
    const { random, tally } = this;
    if (random.chance(0.01)) return this.values.misfit();
    const way = random.next();
    // One null for a directive ends a whole selection, and most operations have several.
    const nulls = isRequired ? 0.01 : hint === "if" ? 0.04 : 0.2;
    const absent = isRequired && !hasDefault ? 0.01 : 0.25;
    if (way < nulls) {
      if (hasDefault) tally.met("default, null sent");
      if (needsDefault) tally.met("null sent where a default allowed a nullable variable");
      return null;
    }
    if (way < nulls + absent) {
      if (hasDefault) tally.met("default, nothing sent");
      return undefined;
    }
    if (hasDefault) tally.met("default, value sent");
    if (isEnumType(getNamedType(type))) tally.met("enum in a variable");
    return this.#some(type, hint);
  }

  /** A value that is not null. */
  #some(type: GraphQLInputType, hint: string): unknown {
    for (;;) {
      const value = this.values.of(type, hint);
      if (value !== null) return value;
    }
  }

  #list(item: GraphQLInputType, name: string): string {
    const { random, tally } = this;
    if (random.chance(0.15)) {
      const inner = getNullableType(item);
      tally.met("single value for a list");
      // A variable of an item's type cannot stand for the list.
      return isInputObjectType(inner) ? this.#object(inner) : literalOf(this.#some(inner, name), inner);
    }
    const items = Array.from({ length: random.below(6) }, () => this.write(item, name));
    if (items.some((text) => text.startsWith("$"))) tally.met("variable in a list");
    return `[${items.join(", ")}]`;
  }

  #object(input: GraphQLInputObjectType): string {
    const given = givenOf(input, this.random);
    const members = given.map(({ name, type }) => `${name}: ${this.write(type, hintOf(input, name))}`);
    if (members.some((text) => text.includes(": $"))) this.tally.met("variable in an input object");
    return `{${members.join(", ")}}`;
  }

  /** A literal of a scalar that takes anything, with variables inside, of which the schema knows nothing. */
  #any(value: unknown): string {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return literalOf(value);
    const members = Object.entries(value).map(([name, each]) => {
      if (typeof each !== "string" || !this.random.chance(0.3)) return `${name}: ${literalOf(each)}`;
      this.tally.met("variable in _Any");
      const declared = `v${this.variables.size}`;
      this.variables.set(declared, {
        name: declared,
        definition: `$${declared}: String`,
        draw: () => (this.random.chance(0.85) ? each : pick([null, undefined], this.random)),
      });
      return `${name}: ${this.#use(declared)}`;
    });
    return `{${members.join(", ")}}`;
  }
}
