import { readFileSync } from "node:fs";
import { type DirectiveNode, Kind, type ObjectTypeDefinitionNode, parse } from "graphql";
import { type GuardedProduct, startGuarded } from "./support/guarded-product.js";

/** One of everything that the sandbox holds, with every field that is part of a key. */
const ONE_OF_EACH = `{
  auditSources(kinds: [NOVA]) { __typename name }
  usageAuditPeriod(source: "compute-eu") {
    __typename id hosts(first: 1) { nodes { __typename id host { __typename sourceName name } } }
  }
  auditLogFiles(window: { from: "2026-11-20T00:00:00Z" }, first: 1) {
    nodes { __typename id instance { __typename id sourceName instanceId } }
  }
  loadBalancerAudits(first: 50) {
    nodes { __typename id loadBalancer { __typename sourceName loadBalancerId } alerts { __typename id } }
  }
}`;

type Thing = Readonly<Record<string, unknown>>;

/** Everything with a __typename, however deep it lies. */
const thingsIn = (value: unknown): Thing[] => {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.values(value).flatMap(thingsIn);
  return "__typename" in value ? [value, ...below] : below;
};

const keyOf = (directive: DirectiveNode): string[] =>
  (directive.arguments ?? []).flatMap(({ value }) => (value.kind === Kind.STRING ? value.value.split(" ") : []));

/** Each @key of the schema, as it was reviewed. */
const keys = parse(readFileSync("schema/subgraph.graphql", "utf8"))
  .definitions.filter((each): each is ObjectTypeDefinitionNode => each.kind === Kind.OBJECT_TYPE_DEFINITION)
  .flatMap(({ name, directives = [] }) =>
    directives.filter((each) => each.name.value === "key").map((key) => [name.value, keyOf(key)] as const),
  );

describe("each @key of the schema", () => {
  let product: GuardedProduct;
  let things: Thing[];

  beforeAll(async () => {
    product = await startGuarded();
    const { body } = await product.asAdmin(ONE_OF_EACH);
    expect(body.errors).toBeUndefined();
    things = thingsIn(body.data);
  });
  afterAll(() => product.stop());

  test("there are ten: nine entities, one of them with two", () => {
    expect(keys).toHaveLength(10);
  });

  test.each(keys)("%s is found by %j, and is the one that was named", async (type, fields) => {
    const known = things.find(({ __typename }) => __typename === type);
    const named = Object.fromEntries(fields.map((field) => [field, known?.[field]]));
    const { body } = await product.asAdmin(
      `query ($representations: [_Any!]!) {
        _entities(representations: $representations) { __typename ... on ${type} { ${fields.join(" ")} } }
      }`,
      { representations: [{ __typename: type, ...named }] },
    );
    expect(body.errors).toBeUndefined();
    expect(body.data).toEqual({ _entities: [{ __typename: type, ...named }] });
  });
});
