import {
  type ExecutionArgs,
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
} from "graphql";
// As the execution collects them; see execution/list-texts.ts.
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
import type { OperationContext, SourceCatalog } from "../graphql/context.js";
import { type Arguments, type Level, type PricedExtensions, TOP, type World } from "../graphql/price.js";
import { pointsOf, type Search, type Sum } from "./dearest.js";
import { GivenValues } from "./given-values.js";
import { schemaField, SchemaValues } from "./schema-values.js";

/** Fields looked at; fragments that spread each other can make more of them than there is time for. */
const MOST_FIELDS = 20_000;

export interface Cost {
  /** Points: the calls, and one for each ten records or values of the schema, and each five values of arguments. */
  readonly requested: number;
  /** Upstream calls, at most, as long as no call is tried again. */
  readonly calls: number;
  /** Of the schema, that introspection writes. */
  readonly schemaValues: number;
  /** That fields are given as arguments, each as often as it is executed, but for those that are free. */
  readonly givenValues: number;
  /** False: the operation is too entangled, or asks for too much of the schema or by too much, to be counted to its end. */
  readonly isWhole: boolean;
}

/** A value of an argument takes as long as two records do. */
const RECORDS_PER_VALUE = 2;

const NOTHING: Sum = { calls: 0, records: 0 };

type Collected = ReadonlyMap<string, readonly FieldNode[]>;

/** Is it a page's nodes or edges? They are read off the page, and may be asked for under any number of names. */
const listsRecords = (field: GraphQLField<unknown, unknown> | undefined): boolean => {
  if (!field || !isListType(getNullableType(field.type)) || "price" in field.extensions) return false;
  const named = getNamedType(field.type);
  if (isInterfaceType(named)) return true;
  return isObjectType(named) && (named.getInterfaces().length > 0 || "node" in named.getFields());
};

/** Goes through an operation as the execution will, field by field: what that leaves out or merges costs nothing twice. */
class Plan {
  looked = 0;
  readonly schemaValues: SchemaValues;
  readonly given = new GivenValues();

  constructor(
    private readonly schema: GraphQLSchema,
    readonly fragments: Record<string, FragmentDefinitionNode>,
    private readonly variables: Record<string, unknown>,
    private readonly world: World,
    private readonly search: Search | undefined,
  ) {
    this.schemaValues = new SchemaValues(schema, fragments, variables);
  }

  get isWhole(): boolean {
    return this.looked <= MOST_FIELDS && !this.schemaValues.isOver && !this.given.isOver;
  }

  sum(type: GraphQLObjectType, collected: Collected, level: Level): Sum {
    let [calls, records, lists] = [0, 0, 0];
    for (const nodes of collected.values()) {
      const cost = this.#field(type, nodes, level);
      calls += cost.calls;
      records += cost.records;
      if (listsRecords(type.getFields()[nodes[0]?.name.value ?? ""])) lists += 1;
    }
    // The list's price counts its records once; each further place that they are written in is as large.
    return { calls, records: records + Math.max(0, lists - 1) * level.objects * level.copies };
  }

  #field(type: GraphQLObjectType, nodes: readonly FieldNode[], level: Level): Sum {
    this.looked += 1;
    const [node] = nodes;
    if (!node || !this.isWhole) return NOTHING;
    const field = type.getFields()[node.name.value];
    // Of the query's type alone: nowhere else is such a field valid.
    if (!field) return this.#ofSchema(nodes, node);
    const { price: priceOf } = field.extensions as PricedExtensions;
    // A field without a price has no resolver, and no arguments.
    if (!priceOf) return this.#within(node, NOTHING, () => this.#below(field.type, nodes, level));
    const args = this.#argumentsOf(field, node);
    const values = args ? this.given.add(args, level.objects * level.copies) : 0;
    const given = { calls: 0, records: RECORDS_PER_VALUE * values };
    const price = args && !this.given.isOver ? priceOf(args, level, this.world) : undefined;
    // The execution refuses it, and asks nothing.
    if (!price) return this.#within(node, given, () => given);
    const own = { calls: price.calls, records: (price.records ?? 0) + given.records };
    const below = this.#within(node, own, () => this.#below(field.type, nodes, price.below ?? level));
    return { calls: own.calls + below.calls, records: own.records + below.records };
  }

  /** A value of the schema is written as a record is. */
  #ofSchema(nodes: readonly FieldNode[], node: FieldNode): Sum {
    const field = schemaField(node.name.value);
    if (!field) return NOTHING;
    const before = this.schemaValues.count;
    try {
      this.schemaValues.add(field, nodes);
    } catch {
      // The execution refuses it, with a sentence.
    }
    const own = { calls: 0, records: this.schemaValues.count - before };
    return this.#within(node, own, () => own);
  }

  #within(node: FieldNode, own: Sum, sum: () => Sum): Sum {
    if (!this.search) return sum();
    this.search.enter((node.alias ?? node.name).value, own);
    const below = sum();
    this.search.leave();
    return below;
  }

  /** Of an abstract type each object may be of the dearest one. */
  #below(type: GraphQLOutputType, nodes: readonly FieldNode[], level: Level): Sum {
    const named = getNamedType(type);
    if (isLeafType(named)) return NOTHING;
    const types = isAbstractType(named) ? this.schema.getPossibleTypes(named) : [named];
    let [calls, records] = [0, 0];
    for (const each of types) {
      const cost = this.sum(each, this.#collect(each, nodes), level);
      calls = Math.max(calls, cost.calls);
      records = Math.max(records, cost.records);
    }
    return { calls, records };
  }

  #collect(type: GraphQLObjectType, nodes: readonly FieldNode[]): Collected {
    try {
      return collectSubfields(this.schema, this.fragments, this.variables, type, nodes);
    } catch {
      return new Map();
    }
  }

  #argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Arguments | undefined {
    try {
      return getArgumentValues(field, node, this.variables);
    } catch {
      return undefined;
    }
  }
}

export type Asked = Pick<ExecutionArgs, "schema" | "document" | "operationName" | "variableValues">;

/**
 * What a valid operation may cost, at most, before anything is asked. Undefined where GraphQL refuses to execute it: its
 * variables do not fit, or the document has no such operation.
 */
export const planCost = (asked: Asked, world: World, search?: Search): Cost | undefined => {
  const { schema, document, operationName, variableValues } = asked;
  const operation = getOperationAST(document, operationName);
  const type = operation && schema.getRootType(operation.operation);
  if (!type) return undefined;
  // One misfit is enough: each becomes an error with its value and its place, and a body holds some hundred thousand.
  const fit = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {}, { maxErrors: 1 });
  const { coerced } = fit;
  if (!coerced) return undefined;
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null) as never;
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments[each.name.value] = each;
  }
  const plan = new Plan(schema, fragments, coerced, world, search);
  let collected: Collected;
  try {
    collected = collectFields(schema, fragments, coerced, type, operation.selectionSet);
  } catch {
    // A directive's value is none: the execution refuses the whole operation, with a sentence.
    return { requested: 0, calls: 0, schemaValues: 0, givenValues: 0, isWhole: true };
  }
  const sum = plan.sum(type, collected, TOP);
  const { isWhole, schemaValues, given } = plan;
  return {
    requested: pointsOf(sum),
    calls: Math.ceil(sum.calls),
    schemaValues: schemaValues.count,
    givenValues: given.priced,
    isWhole,
  };
};

/** Room for calls that fail and are made again: as many as the source's retry budget pays for, and all of one call. */
const RETRIES_PER_CALL = 0.45;
const RETRIES_OF_ONE = 6;

const withRetries = (calls: number): number =>
  calls === 0 ? 0 : calls + Math.ceil(RETRIES_PER_CALL * calls) + RETRIES_OF_ONE;

export const worldOf = (catalog: SourceCatalog, now: number): World => ({
  now,
  count: (subject, { sources, kinds }) =>
    catalog
      .of(subject)
      .filter(({ info }) => (sources?.includes(info.name) ?? true) && (kinds?.includes(info.kind) ?? true)).length,
});

/**
 * Prices an operation, and bounds the upstream calls that it may make from now on: to `mostCalls`, whatever it costs.
 * Undefined for one that GraphQL refuses to execute.
 */
export const priceOperation = (
  asked: Asked,
  { catalog, session }: OperationContext,
  mostCalls: number,
): Cost | undefined => {
  const cost = planCost(asked, worldOf(catalog, session.now));
  if (cost && session.calls) {
    session.calls.planned = Math.min(withRetries(cost.calls), mostCalls);
    session.calls.most = mostCalls;
  }
  return cost;
};

/** extensions.cost of an answer: what it was priced at, what it might have asked of sources, and what it did. */
export const costExtension = ({ requested }: Cost, limit: number, { session }: OperationContext): object => {
  const { planned = 0, made = 0, deduplicated = 0 } = session.calls ?? {};
  return { cost: { requested, limit, upstreamCalls: { planned, made, deduplicated } } };
};
