import { type ConstDirectiveNode, type GraphQLSchema, isInterfaceType, isObjectType, Kind, parse } from "graphql";
import type { Scope } from "../../src/audit/session.js";
import { Authorized, createMethodMiddlewareDecorator, getMetadataStorage, UseMiddleware } from "type-graphql";
import type { OperationContext } from "../../src/graphql/context.js";
import { DatabaseInstance } from "../../src/graphql/database/instance.js";
import { DatabaseInstanceResolver } from "../../src/graphql/database/instance.resolver.js";
import { buildAuditSchema, describeSchema, executableOf } from "../../src/graphql/schema.js";
import { writeListsOf } from "../../src/server/execution/list-texts.js";
import { answerOf } from "../execution/support.js";

const SCOPED = '@requiresScopes(scopes: [["audit:download"]])';

/** The directive as it stands in SDL. */
const directiveOf = (text: string) => {
  const [definition] = parse(`type A { a: Int ${text} }`, { noLocation: true }).definitions;
  const field = definition?.kind === Kind.OBJECT_TYPE_DEFINITION ? definition.fields?.[0] : undefined;
  return field?.directives ?? [];
};

interface Placed {
  readonly name: string;
  astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
}

/** In the place of the directive that is there already. */
const put = (place: Placed, added: readonly ConstDirectiveNode[]): void => {
  const names = new Set(added.map(({ name }) => name.value));
  const others = (place.astNode?.directives ?? []).filter(({ name }) => !names.has(name.value));
  const node = { kind: Kind.SCALAR_TYPE_DEFINITION, name: { kind: Kind.NAME, value: place.name }, ...place.astNode };
  place.astNode = { ...node, directives: [...others, ...added] };
};

/** The schema with a directive more: at a field, or at a type where no field is named. */
const builtWith = (typeName: string, fieldName: string | undefined, text: string): GraphQLSchema => {
  const described = describeSchema();
  const type = described.getType(typeName);
  const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
  const place = fieldName === undefined ? type : fields[fieldName];
  if (!place) throw new Error("no such place");
  const before = place.astNode;
  put(place as Placed, directiveOf(text));
  try {
    return executableOf(described);
  } finally {
    // Scalars are the same objects in every schema.
    place.astNode = before;
  }
};

const asking = (...scopes: Scope[]) =>
  ({ session: { caller: { key: "a", scopes: new Set(scopes) }, now: 0 } }) as unknown as OperationContext;
const READER = asking("audit:read", "audit:admin");

const fieldsOf = (schema: ReturnType<typeof executableOf>) =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !type.name.startsWith("_"))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type: type.name, field })))
    .filter(({ field }) => field.name !== "_service" && field.name !== "_entities");

const all = fieldsOf(buildAuditSchema().executable).map(({ type, field }) => [type, field.name] as const);

describe("a scope on a field", () => {
  test.each(all)("is checked before anything of it is answered: %s.%s", (type, name) => {
    const field = fieldsOf(builtWith(type, name, SCOPED)).find(
      (each) => each.type === type && each.field.name === name,
    );
    expect(() => field?.field.resolve?.({ [name]: "seen" }, {}, READER, {} as never)).toThrow(
      "This needs the scope audit:download, which the caller does not have.",
    );
  });

  test("is checked in a list whose records are only read, and leaves the records beside it", async () => {
    const query =
      '{ auditLogFiles(window: { from: "2026-01-01T00:00:00Z" }, first: 2) { nodes { nodeId upstreamId } coverage { state } } }';
    const schema = writeListsOf(builtWith("AuditLogFile", "nodeId", SCOPED));
    const refused = await answerOf(schema, query, { scopes: ["audit:read"] });
    expect(refused.text).toMatch(/"nodes":\[\{"nodeId":null,"upstreamId":"\w+-0000"\}/);
    expect(refused.text.match(/This needs the scope audit:download/g)).toHaveLength(2);
    // The coverage is written at once all the same.
    expect(refused.written).toBe(1);
    const allowed = await answerOf(schema, query, { scopes: ["audit:read", "audit:download"] });
    expect(allowed.text).not.toContain("errors");
  });

  test.each<[string, string]>([
    ["a type", "AuditLogFile"],
    ["the type of its value", "DateTime"],
  ])("is checked where it stands at %s", async (_what, type) => {
    const schema = writeListsOf(builtWith(type, undefined, SCOPED));
    const query = '{ auditLogFiles(window: { from: "2026-01-01T00:00:00Z" }, first: 1) { nodes { begin } } }';
    expect((await answerOf(schema, query, { scopes: ["audit:read"] })).text).toMatch(
      /This needs the scope audit:download/,
    );
    const shared = '{ auditLogFiles(window: { from: "2026-01-01T00:00:00Z" }, first: 1) { nodes { occurredAt } } }';
    expect((await answerOf(schema, shared, { scopes: ["audit:read"] })).text).toMatch(
      /This needs the scope audit:download/,
    );
  });

  test("is met by all scopes of any one of its lists", () => {
    const field = fieldsOf(
      builtWith(
        "PageInfo",
        "endCursor",
        '@requiresScopes(scopes: [["audit:read", "audit:download"], ["audit:admin"]])',
      ),
    ).find(({ type, field: { name } }) => type === "PageInfo" && name === "endCursor")?.field;
    const seenBy = (...scopes: Scope[]): unknown =>
      field?.resolve?.({ endCursor: "c" }, {}, asking(...scopes), { fieldName: "endCursor" } as never);
    expect(seenBy("audit:admin")).toBe("c");
    expect(seenBy("audit:read", "audit:download")).toBe("c");
    expect(() => seenBy("audit:read")).toThrow("audit:download");
  });

  test.each([
    ['@requiresScopes(scopes: [["audit:write"]])', "names what is none of audit:read, audit:admin, audit:download"],
    ["@requiresScopes(scopes: [])", "names what is none of"],
  ])("that cannot be checked keeps the schema from being built: %s", (text, reason) => {
    expect(() => builtWith("PageInfo", "endCursor", text)).toThrow(reason);
  });

  test.each([[undefined], ["occurredAt"]])("on an interface keeps the schema from being built: %s", (field) => {
    expect(() => builtWith("AuditRecord", field, SCOPED)).toThrow("cannot be applied on interfaces");
  });
});

describe("a check of type-graphql's own", () => {
  const pass = (): Promise<void> => Promise.resolve();
  const { prototype } = DatabaseInstanceResolver;
  const guards: readonly (readonly [string, string, () => void])[] = [
    ["a middleware on a field", "DatabaseInstanceResolver.name", () => UseMiddleware(pass)(prototype, "name", {})],
    ["a role on a field", "DatabaseInstanceResolver.name", () => Authorized("admin")(prototype, "name", {})],
    ["a middleware on a class", "DatabaseInstanceResolver", () => UseMiddleware(pass)(DatabaseInstanceResolver)],
    ["a role on a class", "DatabaseInstanceResolver", () => Authorized("admin")(DatabaseInstanceResolver)],
    [
      "a role on an object's field",
      "DatabaseInstance.instanceId",
      () => Authorized()(DatabaseInstance.prototype, "instanceId"),
    ],
    [
      "a decorator made of a middleware",
      "DatabaseInstanceResolver.name",
      () => createMethodMiddlewareDecorator(pass)(prototype, "name", {}),
    ],
  ];
  const storage = getMetadataStorage();
  const lists = [
    storage.middlewares,
    storage.resolverMiddlewares,
    storage.authorizedFields,
    storage.authorizedResolver,
  ];

  afterEach(() => lists.forEach((list) => list.splice(0)));

  test.each(guards)("keeps the schema from being built, for it would not be run: %s", (_what, name, guard) => {
    guard();
    expect(() => describeSchema()).toThrow(`${name}: a middleware or role of type-graphql is not run here`);
  });
});

test("a field that has a resolver and no price keeps the schema from being built, and names itself", () => {
  const schema = describeSchema();
  const field = schema.getQueryType()?.getFields().usageAuditPeriod;
  if (!field) throw new Error("no such field");
  const extensions = { ...field.extensions };
  delete (extensions as { price?: unknown }).price;
  field.extensions = extensions;
  expect(() => executableOf(schema)).toThrow(
    "Query.usageAuditPeriod has a resolver and no price: put @Priced beside it",
  );
});
