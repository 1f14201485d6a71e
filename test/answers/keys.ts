import { type GraphQLCompositeType, type GraphQLField, getNullableType, isLeafType, isObjectType } from "graphql";
import { pick } from "../fuzz/hostile.js";
import type { Random } from "../properties/random.js";
import type { Tally } from "./classes.js";
import type { Keyed, Scope } from "./scope.js";

type Field = GraphQLField<unknown, unknown>;

/** Keys that an object in the place of a Map, or a careless `in`, takes for its own; and those of the answer itself. */
const prototypeKeys = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "then", "toJSON"];
const fieldKeys = ["id", "name", "source", "node", "nodes", "edges", "data", "errors", "extensions", "length"];

const shapes = new WeakMap<Field, string>();

/** Fields of one shape give values of one type for arguments of the same types. Kept: a document asks for it hundreds of times. */
export const shapeOf = (field: Field): string => {
  const args = (): string => field.args.map((arg) => `${arg.name}: ${String(arg.type)}`).join();
  const shape = shapes.get(field) ?? `${String(field.type)}(${args()})`;
  shapes.set(field, shape);
  return shape;
};

/**
 * The response keys of a document. Each stands for one field with one set of arguments wherever it is written, so that
 * selections which meet can always be merged, as GraphQL demands of a valid document.
 */
export class Keys {
  readonly #taken = new Map<string, Keyed>();
  /** Keys that stand for another field on each type, of one leaf type: no object is of two types, so that these never meet. */
  readonly #byType = new Map<string, ReadonlyMap<string, Keyed>>();

  constructor(
    private readonly random: Random,
    private readonly tally: Tally,
  ) {}

  /** A key that is taken for one of these fields: in this selection, if there is one, else anywhere. */
  known(type: GraphQLCompositeType, fields: readonly Field[], scope: Scope): Keyed | undefined {
    if (!this.random.chance(0.35)) return undefined;
    const fits = ({ field, shape, only }: Keyed): boolean =>
      (only ?? type.name) === type.name && fields.some((each) => each.name === field && shapeOf(each) === shape);
    const here = scope.all.filter(fits);
    if (here.length > 0) return pick(here, this.random);
    const anywhere = [...this.#taken.values()].filter(fits);
    return anywhere.length > 0 ? pick(anywhere, this.random) : undefined;
  }

  /** A key that other types bear for other fields; undefined where the type's own field of that key is another. */
  shared(type: GraphQLCompositeType, { type: given }: Field, keyed: Omit<Keyed, "key">): Keyed | undefined {
    if (!isObjectType(type) || !isLeafType(getNullableType(given)) || !this.random.chance(0.12)) return undefined;
    const key = `of_${String(given).replaceAll(/\W/g, "_")}`;
    const others = this.#byType.get(key) ?? new Map<string, Keyed>();
    const taken = others.get(type.name) ?? { ...keyed, key, only: type.name };
    if (taken.field !== keyed.field || taken.args !== keyed.args) return undefined;
    if ([...others.values()].some(({ field }) => field !== taken.field)) {
      this.tally.met("one key for other fields of other types");
    }
    this.#byType.set(key, new Map([...others, [type.name, taken]]));
    return taken;
  }

  take(keyed: Omit<Keyed, "key">): Keyed {
    const wished = this.#wish(keyed.field);
    const own = `a${this.#taken.size}`;
    const known = this.#taken.get(wished);
    const isFree = !known || (["field", "args", "shape"] as const).every((each) => known[each] === keyed[each]);
    const key = wished !== "" && isFree ? wished : own;
    if (key !== keyed.field && fieldKeys.includes(key)) this.tally.met("alias that is another field's name");
    if (prototypeKeys.includes(key)) this.tally.met("key of Object.prototype");
    const taken = { ...keyed, key };
    this.#taken.set(key, taken);
    return taken;
  }

  #wish(field: string): string {
    const way = this.random.next();
    if (way < 0.45) return field;
    if (way < 0.5) return pick(prototypeKeys, this.random);
    return way < 0.55 ? pick(fieldKeys, this.random) : "";
  }
}
