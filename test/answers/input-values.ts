import {
  getNullableType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";
import { pick } from "../fuzz/hostile.js";
import type { Random } from "../properties/random.js";
import type { Tally } from "./classes.js";
import { representation } from "./representations.js";
import type { World } from "./world.js";

/** A JSON value as a literal of GraphQL. Without a type, as in _Any, nothing is an enum. */
export const literalOf = (value: unknown, type?: GraphQLInputType): string => {
  const inner = type && getNullableType(type);
  if (Array.isArray(value)) {
    const item = inner && isListType(inner) ? inner.ofType : undefined;
    return `[${value.map((each: unknown) => literalOf(each, item)).join(", ")}]`;
  }
  if (inner && isListType(inner) && value !== null) return literalOf(value, inner.ofType);
  if (typeof value === "object" && value !== null) {
    const fields = inner && isInputObjectType(inner) ? inner.getFields() : {};
    return `{${Object.entries(value)
      .map(([name, each]) => `${name}: ${literalOf(each, fields[name]?.type)}`)
      .join(", ")}}`;
  }
  return inner && isEnumType(inner) && typeof value === "string" ? value : JSON.stringify(value);
};

/** What a variable of another type might hold. */
const misfits: readonly unknown[] = ["misfit", 1.5, true, {}, [[1]], 2 ** 40, { from: 1 }, [null]];
const starts = [
  "2026-11-18T00:00:00Z",
  "2026-11-19T08:30:00+08:00",
  "2026-11-20t11:00:00.250z",
  "2024-02-29T12:00:00Z",
];
const ends = ["2026-11-20T12:00:00Z", "2026-11-20T19:30:00+08:00", "2026-11-18T00:00:00Z"];

const texts: Readonly<Record<string, readonly string[]>> = {
  source: ["compute", "compute", "compute", "compute", "compute-down", "nowhere", "lb"],
  sources: ["compute", "mysql", "odd", "broken", "lb", "lb-down", "nowhere"],
  instanceSource: ["mysql", "mysql", "mysql", "odd", "broken", "buggy", "nowhere"],
  instanceId: ["one", "one", "two", "two", "odd", "none", "not an id"],
  nameContains: ["db", "one", "", '"\\ \u{1f980}'],
  nodeIds: ["n1", '"node"\\'],
  name: ["Query", "Node", "_Entity", "AuditLogFile", "TimeWindowInput", "RecordOrder", "DateTime", "Nothing"],
};

/** Names a field for its values: what is a source's name in one input is no source's in another. */
export const hintOf = (input: GraphQLInputObjectType, field: string): string =>
  input.name === "DatabaseInstanceRef" && field === "source" ? "instanceSource" : field;

/** A window begins somewhere, mostly: one that does not is refused. */
const CHANCES: Readonly<Record<string, number>> = { "TimeWindowInput.from": 0.85, "TimeWindowInput.last": 0.1 };

/** The fields that one value of an input has. */
export const givenOf = (input: GraphQLInputObjectType, random: Random): readonly GraphQLInputField[] =>
  Object.values(input.getFields()).filter(
    ({ name, type }) => isNonNullType(type) || random.chance(CHANCES[`${input.name}.${name}`] ?? 0.4),
  );

/** Draws values for arguments, input fields and variables: good ones, and some that are refused. */
export class InputValues {
  constructor(
    private readonly world: World,
    private readonly random: Random,
    private readonly tally: Tally,
  ) {}

  /** As JSON, of this type. `name` is that of the argument or of the input field. */
  of(type: GraphQLInputType, name: string): unknown {
    if (!isNonNullType(type) && this.random.chance(0.1)) return null;
    const inner = getNullableType(type);
    if (isListType(inner)) {
      if (!this.random.chance(0.2)) return this.#times(4, () => this.of(inner.ofType, name));
      const single = this.of(inner.ofType, name);
      // Null would be no list, and a list of lists is not in the schema.
      if (single !== null) this.tally.met("single value for a list");
      return single ?? [];
    }
    if (!isInputObjectType(inner)) return this.#leaf(inner, name);
    const given = givenOf(inner, this.random);
    return Object.fromEntries(given.map((field) => [field.name, this.of(field.type, hintOf(inner, field.name))]));
  }

  misfit(): unknown {
    this.tally.met("value that does not fit its variable");
    return pick(misfits, this.random);
  }

  get #ids(): readonly string[] {
    return [...this.world.ids.values()].flat();
  }

  #times<T>(most: number, draw: () => T): T[] {
    return Array.from({ length: this.random.below(most + 1) }, draw);
  }

  #leaf(type: GraphQLNamedInputType, name: string): unknown {
    const { random } = this;
    if (isEnumType(type)) return pick(type.getValues(), random).name;
    switch (type.name) {
      case "Boolean":
        return random.chance(0.6);
      case "Int":
        return this.#size();
      case "SafeInt":
        return pick([0, 1, 3_000_000_004], random);
      case "DateTime":
        return pick(name === "to" ? ends : starts, random);
      case "Duration":
        return pick(["P2D", "PT36H", "P1M"], random);
      case "ID":
        return name === "accountIds" ? this.#account() : this.#id();
      case "_Any":
        return representation(this.world, random, this.tally);
      default:
        return this.#text(name);
    }
  }

  #size(): number {
    if (!this.random.chance(0.08)) return 1 + this.random.below(4);
    this.tally.met("page of a size that is refused");
    return pick([0, -1, 201], this.random);
  }

  #account(): unknown {
    return pick(["11", 11, "12"], this.random);
  }

  #id(): unknown {
    const { random } = this;
    const id = pick(this.#ids, random);
    if (random.chance(0.75)) return id;
    if (random.chance(0.3)) {
      this.tally.met("number for an ID");
      return random.below(1_000);
    }
    this.tally.met("damaged id");
    const at = random.below(id.length);
    return pick([id.slice(0, at), `${id.slice(0, at)}A${id.slice(at + 1)}`, "", "nonsense"], random);
  }

  #text(name: string): string {
    const { random } = this;
    if (name !== "after" && name !== "before") return pick(texts[name] ?? ["text"], random);
    this.tally.met("cursor that is none");
    // Of another list, mostly, or of this one with other arguments.
    const cursors = [...this.world.walks.values()].flatMap((walk) => walk.cursors);
    return random.chance(0.7) ? pick(cursors, random) : pick(["", "nonsense", pick(this.#ids, random)], random);
  }
}
