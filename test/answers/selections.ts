import {
  doTypesOverlap,
  getNamedType,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isUnionType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from "graphql";
import { pick } from "../fuzz/hostile.js";
import type { Random } from "../properties/random.js";
import type { Tally } from "./classes.js";
import { writeDirectives } from "./directives.js";
import { Inputs } from "./inputs.js";
import { InputValues } from "./input-values.js";
import { Keys, shapeOf } from "./keys.js";
import { type Keyed, Scope } from "./scope.js";
import { chanceOf, likelihoodOf, sizeOf } from "./sizes.js";
import type { World } from "./world.js";

type Field = GraphQLField<unknown, unknown>;

interface Fragment {
  readonly name: string;
  readonly type: GraphQLCompositeType;
  readonly text: string;
  readonly scope: Scope;
  readonly uses: ReadonlySet<string>;
  readonly budget: number;
}

/** Where a selection stands: how deep, what it may cost to answer, and the keys that are taken there. */
interface Room {
  readonly scope: Scope;
  readonly depth: number;
  readonly budget: number;
}

const DEEPEST = 7;

/** Writes the selections and fragments of one document, which are valid by the way they are made. */
export class Selections {
  readonly inputs: Inputs;
  readonly fragments: Fragment[] = [];
  readonly #keys: Keys;
  /** Variables of the operation or fragment that is being written, and of those around it. */
  #uses = new Set<string>();
  readonly #abstract: readonly GraphQLAbstractType[];
  #inFragment = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly world: World,
    private readonly random: Random,
    private readonly tally: Tally,
  ) {
    this.#keys = new Keys(random, tally);
    this.#abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
    const values = new InputValues(world, random, tally);
    this.inputs = new Inputs(values, random, tally, (name) => this.#uses.add(name));
  }

  /** An operation's selection, and the variables that it needs. */
  root(type: GraphQLCompositeType, budget: number): { readonly text: string; readonly uses: ReadonlySet<string> } {
    return this.#collecting(() => this.#selection(type, { scope: new Scope(this.tally), depth: 0, budget }));
  }

  #collecting(write: () => string): { readonly text: string; readonly uses: ReadonlySet<string> } {
    const around = this.#uses;
    this.#uses = new Set();
    const text = write();
    const uses = this.#uses;
    this.#uses = new Set([...around, ...uses]);
    return { text, uses };
  }

  #selection(type: GraphQLCompositeType, room: Room): string {
    const count = 1 + this.random.below(3);
    const part = { ...room, budget: room.budget / count };
    const parts = Array.from({ length: count }, () => this.#part(type, part));
    return `{ ${parts.join(pick([" ", " ", "\n", ", "], this.random))} }`;
  }

  #part(type: GraphQLCompositeType, room: Room): string {
    const way = this.random.next();
    const spreads = isAbstractType(type) ? 0.35 : 0.07;
    if (way < 0.06) return this.#typename(room);
    if (way < 0.14) return this.#again(type, room) ?? this.#field(type, room);
    if (room.depth < DEEPEST && way < 0.14 + spreads) return this.#inline(type, room);
    if (room.depth < DEEPEST && way < 0.14 + 1.8 * spreads) return this.#fragment(type, room);
    return this.#field(type, room);
  }

  #typename({ scope }: Room): string {
    const keyed = { field: "__typename", args: "", uses: [], only: undefined, shape: "String!()" };
    const isPlain = this.random.chance(0.5);
    const taken = isPlain ? { ...keyed, key: "__typename" } : this.#keys.take(keyed);
    this.tally.met(isPlain ? "__typename" : "aliased __typename");
    scope.enter(taken);
    return this.#text(taken, "");
  }

  /** A fragment that the document has already, if one fits. */
  #again(type: GraphQLCompositeType, { scope, budget }: Room): string | undefined {
    const fitting = this.fragments.filter(
      (each) => each.budget <= budget * 2 && doTypesOverlap(this.schema, each.type, type),
    );
    if (fitting.length === 0) return undefined;
    this.tally.met("fragment spread again");
    return this.#spread(pick(fitting, this.random), scope);
  }

  #spread({ name, scope: keys, uses }: Fragment, scope: Scope): string {
    if (this.#inFragment > 0) this.tally.met("fragment in a fragment");
    for (const each of uses) this.#uses.add(each);
    scope.absorb(keys);
    return `...${name}${writeDirectives(this.inputs, this.random, this.tally, "spread with a directive")}`;
  }

  #fragment(type: GraphQLCompositeType, room: Room): string {
    const onto = this.#onto(type);
    const scope = new Scope(this.tally);
    this.tally.met("fragment");
    this.#inFragment += 1;
    const { text, uses } = this.#collecting(() => this.#selection(onto, { ...room, scope, depth: room.depth + 1 }));
    this.#inFragment -= 1;
    const name = `F${this.fragments.length}`;
    const fragment = { name, type: onto, text: `fragment ${name} on ${onto.name} ${text}`, scope, uses };
    this.fragments.push({ ...fragment, budget: room.budget });
    return this.#spread({ ...fragment, budget: room.budget }, room.scope);
  }

  #inline(type: GraphQLCompositeType, room: Room): string {
    const isBare = this.random.chance(isUnionType(type) ? 0.1 : 0.35);
    if (isBare) this.tally.met("inline fragment without a type");
    const onto = isBare ? type : this.#onto(type);
    const condition = isBare ? "" : ` on ${onto.name}`;
    const directives = writeDirectives(this.inputs, this.random, this.tally, "inline fragment with a directive");
    return `...${condition}${directives} ${this.#selection(onto, { ...room, depth: room.depth + 1 })}`;
  }

  /** A type whose objects can stand where this type stands. */
  #onto(type: GraphQLCompositeType): GraphQLCompositeType {
    const own = isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
    const shared = this.#abstract.filter((each) => doTypesOverlap(this.schema, each, type));
    const onto: GraphQLCompositeType =
      this.random.chance(0.7) || shared.length === 0 ? pick(own, this.random) : pick(shared, this.random);
    if (isInterfaceType(onto)) this.tally.met("fragment on an interface");
    if (isUnionType(onto)) this.tally.met("fragment on a union");
    return onto;
  }

  #fieldsOf(type: GraphQLCompositeType, { depth, budget }: Room): readonly Field[] {
    if (isUnionType(type)) return [];
    const fits = (field: Field): boolean =>
      !isCompositeType(getNamedType(field.type)) || (depth < DEEPEST && budget / sizeOf(field) >= 2);
    const fields = Object.values(type.getFields()).filter(fits);
    if (type !== this.schema.getQueryType()) return fields;
    // The schema's own text is as long as all others together.
    const root = fields.filter(({ name }) => name !== "_service" || this.random.chance(0.05));
    if (!this.random.chance(0.08)) return root;
    this.tally.met("introspection");
    return [this.random.chance(0.3) ? SchemaMetaFieldDef : TypeMetaFieldDef];
  }

  #field(type: GraphQLCompositeType, room: Room): string {
    const fields = this.#fieldsOf(type, room);
    if (fields.length === 0) return this.#typename(room);
    const known = this.#keys.known(type, fields, room.scope);
    const likely = fields.filter(({ name }) => this.random.chance(likelihoodOf(name)));
    const field = known
      ? fields.find(({ name }) => name === known.field)
      : pick(likely.length > 0 ? likely : fields, this.random);
    if (!field) return this.#typename(room);
    const keyed = known ?? this.#new(type, field);
    for (const each of keyed.uses) this.#uses.add(each);
    const directives = writeDirectives(this.inputs, this.random, this.tally, "field with a directive");
    const below = room.scope.enter(keyed);
    const named = getNamedType(field.type);
    if (!isCompositeType(named)) return this.#text(keyed, directives);
    const inside = { scope: below, depth: room.depth + 1, budget: room.budget / sizeOf(field) };
    return `${this.#text(keyed, directives)} ${this.#selection(named, inside)}`;
  }

  #new(type: GraphQLCompositeType, field: Field): Keyed {
    const { text: args, uses } = this.#collecting(() => this.#arguments(type, field));
    const made = { field: field.name, args, uses: [...uses], shape: shapeOf(field), only: undefined };
    return this.#keys.shared(type, field, made) ?? this.#keys.take(made);
  }

  #text({ key, field, args }: Keyed, directives: string): string {
    return `${key === field ? "" : `${key}: `}${field}${args}${directives}`;
  }

  #arguments(type: GraphQLCompositeType, field: Field): string {
    const walk = this.world.walks.get(`${type.name}.${field.name}`);
    if (walk && this.random.chance(0.3)) {
      this.tally.met("real cursor");
      const after = pick(walk.cursors, this.random);
      return `(${walk.args}, first: ${1 + this.random.below(4)}, after: "${after}")`;
    }
    const given = field.args.filter(
      ({ name, type: wanted }) => isNonNullType(wanted) || this.random.chance(chanceOf(name)),
    );
    const written = given.map((arg) => `${arg.name}: ${this.inputs.write(arg.type, arg.name)}`);
    return written.length === 0 ? "" : `(${written.join(", ")})`;
  }
}
