import { readFileSync } from "node:fs";
import { composeServices } from "@theguild/federation-composition";
import {
  type GraphQLNamedType,
  type GraphQLSchema,
  introspectionFromSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  parse,
} from "graphql";
import { buildSchema } from "graphql";
import { referenceResolvers } from "../../src/graphql/entities.js";
import { buildAuditSchema, describeSchema } from "../../src/graphql/schema.js";
import { subgraphOf } from "../../src/graphql/subgraph-sdl.js";

const built = buildAuditSchema();
const apiSdl = built.apiSdl();
/** A test holds it to the classes. */
const subgraphSdl = readFileSync("schema/subgraph.graphql", "utf8");
const api = buildSchema(apiSdl);
const ours = (): GraphQLNamedType[] =>
  Object.values(api.getTypeMap()).filter((type) => !type.name.startsWith("__") && !isSpecifiedScalarType(type));

/** Every place of a type that a reader of the schema may ask about, with its description. */
const placesOf = (type: GraphQLNamedType): [string, string | null | undefined][] => {
  const places: [string, string | null | undefined][] = [[type.name, type.description]];
  if (isEnumType(type)) {
    for (const value of type.getValues()) places.push([`${type.name}.${value.name}`, value.description]);
  }
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) places.push([`${type.name}.${field.name}`, field.description]);
  }
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      places.push([`${type.name}.${field.name}`, field.description]);
      for (const arg of field.args) places.push([`${type.name}.${field.name}(${arg.name}:)`, arg.description]);
    }
  }
  return places;
};

describe("the schema", () => {
  test("the files of schema/ are what the classes describe (if not: npm run schema, and review the diff)", async () => {
    expect(readFileSync("schema/audit.graphql", "utf8")).toBe(apiSdl);
    expect(subgraphSdl).toBe(await built.subgraphSdl());
  });

  test("is executed as @apollo/subgraph would make it of its text, in all that introspection tells", () => {
    const told = (schema: GraphQLSchema): unknown => introspectionFromSchema(lexicographicSortSchema(schema));
    expect(told(built.executable)).toEqual(told(subgraphOf(describeSchema())));
  });

  test("every type, field, argument and enum value has a description", () => {
    const bare = ours()
      .flatMap(placesOf)
      .filter(([, description]) => !description);
    expect(bare.map(([place]) => place)).toEqual([]);
  });

  test("the API schema holds nothing of federation", () => {
    expect(apiSdl).not.toMatch(/@(key|link|shareable|inaccessible|tag|authenticated)|_entities|_service|_Any/);
  });

  test("it says what it is, and each scalar of its own names what it is made by", () => {
    expect(apiSdl).toMatch(/^"""\nAudit trails of cloud APIs[^"]*"""\nschema \{/);
    const scalars = ours().filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
    expect(scalars.map(({ name }) => name).sort()).toEqual(["DateTime", "Duration", "SafeInt", "URL"]);
    for (const { name } of scalars)
      expect(apiSdl).toMatch(new RegExp(`^scalar ${name} @specifiedBy\\(url: "https://`, "m"));
  });

  test("every node has an id and every audit record shares the record's fields", () => {
    const implementers = (name: string) =>
      ours()
        .filter((type) => isObjectType(type) && type.getInterfaces().some((each) => each.name === name))
        .map(({ name: type }) => type)
        .sort();
    expect(implementers("AuditRecord")).toEqual(["AuditLogFile", "LoadBalancerAudit", "UsageAuditPeriod"]);
    expect(implementers("Node")).toEqual([
      "AuditLogFile",
      "AuditSource",
      "ComputeHost",
      "DatabaseInstance",
      "HostUsageAudit",
      "LoadBalancer",
      "LoadBalancerAlert",
      "LoadBalancerAudit",
      "UsageAuditPeriod",
    ]);
  });

  test("every connection tells its edges, nodes, page and coverage", () => {
    const connections = ours().filter((type) => type.name.endsWith("Connection"));
    expect(connections).toHaveLength(10);
    for (const connection of connections) {
      expect(isObjectType(connection) && Object.keys(connection.getFields())).toEqual(
        expect.arrayContaining(["edges", "nodes", "pageInfo", "coverage"]),
      );
    }
  });
});

describe("the subgraph", () => {
  const audit = { name: "audit", typeDefs: parse(subgraphSdl), url: "http://127.0.0.1:4000/graphql" };
  const alone = composeServices([audit]);

  test("every entity has a reference resolver, and nothing else has", () => {
    const keyed = [...subgraphSdl.matchAll(/^type (\w+)[^{]*@key/gm)].map(([, name]) => name);
    expect(keyed.sort()).toEqual(Object.keys(referenceResolvers).sort());
  });

  test("it composes into a supergraph in which node and nodes cannot be asked", () => {
    const query = /^type Query[^{]*\{[^}]*\}/m.exec(alone.publicSdl ?? "")?.[0] ?? "";
    expect(query).toContain("auditLogFiles");
    expect(query).not.toMatch(/\bnodes?\(/);
  });

  test("schema/supergraph.graphql is what it composes into alone (if not: npm run schema)", () => {
    expect(alone.errors ?? []).toEqual([]);
    expect(readFileSync("schema/supergraph.graphql", "utf8")).toBe(`${alone.supergraphSdl?.trim()}\n`);
  });

  test("a neighbour gains fields on instances, hosts and balancers, and auditgraph's stay beside them", () => {
    const typeDefs = parse(readFileSync("examples/federation/inventory.graphql", "utf8"));
    const both = composeServices([audit, { name: "inventory", typeDefs, url: "http://127.0.0.1:4001/" }]);
    expect(both.errors ?? []).toEqual([]);
    const composed = buildSchema(both.publicSdl ?? "");
    const fieldsOf = (name: string) => {
      const type = composed.getType(name);
      return isObjectType(type) ? Object.keys(type.getFields()) : [];
    };
    expect(fieldsOf("DatabaseInstance")).toEqual(expect.arrayContaining(["auditLogFiles", "auditPolicy", "team"]));
    expect(fieldsOf("ComputeHost")).toEqual(expect.arrayContaining(["usageAudits", "rack", "team"]));
    expect(fieldsOf("LoadBalancer")).toEqual(expect.arrayContaining(["audit", "team"]));
  });
});
