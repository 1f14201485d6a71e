import { randomBytes } from "node:crypto";
import { MapperKind, mapSchema } from "@graphql-tools/utils";
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLFieldConfigMap,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  type GraphQLSchema,
  isNonNullType,
  isObjectType,
  Kind,
  OverlappingFieldsCanBeMergedRule,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { SECOND } from "../../audit/window.js";
import { isListOfObjects, type JsonWriter, JsonWriters } from "./json-writer.js";

/** Field of a list's text, beside the list's own. It stands in no schema that anybody sees, and in no document of theirs. */
const textField = (name: string): string => `${name}__text`;

/** What JSON.stringify writes for a list whose text comes later. No upstream can write it: it is drawn at random. */
const PLACE = randomBytes(16).toString("base64url");
const IN_ITS_PLACE = JSON.stringify(PLACE);

/** A list that an operation answers with, not yet written. */
class TextList {
  static writing:
    { readonly writers: readonly JsonWriter[]; readonly keepBefore: number; readonly texts: string[] } | undefined;

  constructor(
    private readonly list: unknown,
    private readonly writer: number,
  ) {}

  toJSON(): string {
    const { writing } = TextList;
    const write = writing?.writers[this.writer];
    if (!write) throw new Error("a list that is written outside its operation");
    writing.texts.push(write(this.list, writing.keepBefore));
    return PLACE;
  }
}

const ListText = new GraphQLScalarType({ name: "ListText__", serialize: (list) => list });

/** The schema with a text field beside each list of objects that has no resolver. */
export const withTextFields = (schema: GraphQLSchema): GraphQLSchema =>
  mapSchema(schema, {
    [MapperKind.OBJECT_TYPE]: (type) => {
      const config = type.toConfig();
      const lists = Object.entries(config.fields).filter(([, { type, resolve }]) => !resolve && isListOfObjects(type));
      if (lists.length === 0) return type;
      const texts: GraphQLFieldConfigMap<unknown, unknown> = Object.fromEntries(
        lists.map(([name, field]) => [
          textField(name),
          {
            type: isNonNullType(field.type) ? new GraphQLNonNull(ListText) : ListText,
            args: { writer: { type: new GraphQLNonNull(GraphQLInt) } },
            resolve: (source: unknown, { writer }: { readonly writer: number }) => {
              const list = (source as Readonly<Record<string, unknown>>)[name];
              return list === null || list === undefined ? null : new TextList(list, writer);
            },
          },
        ]),
      );
      return new GraphQLObjectType({ ...config, fields: { ...config.fields, ...texts } });
    },
  });

export interface WithTextLists {
  /** For the schema with text fields. */
  readonly document: DocumentNode;
  readonly writers: readonly JsonWriter[];
}

/** The document with text fields in the place of the lists that a writer can write. Undefined where there is none. */
export const takeTextLists = (
  schema: GraphQLSchema,
  textSchema: GraphQLSchema,
  document: DocumentNode,
): WithTextLists | undefined => {
  const fragments = new Map(
    document.definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const makers = new JsonWriters(schema, fragments);
  const writers: JsonWriter[] = [];
  const types = new TypeInfo(schema);
  const textOf = (node: FieldNode): FieldNode | undefined => {
    const [parent, field] = [types.getParentType(), types.getFieldDef()];
    if (!isObjectType(parent) || !field || field.resolve || field.args.length > 0) return undefined;
    if (!isListOfObjects(field.type) || (node.directives && node.directives.length > 0)) return undefined;
    const write = makers.of(field.type, node.selectionSet);
    if (!write) return undefined;
    const index = writers.push(write) - 1;
    return {
      kind: Kind.FIELD,
      alias: node.alias ?? node.name,
      name: { kind: Kind.NAME, value: textField(field.name) },
      arguments: [
        {
          kind: Kind.ARGUMENT,
          name: { kind: Kind.NAME, value: "writer" },
          value: { kind: Kind.INT, value: String(index) },
        },
      ],
    };
  };
  const taken = visit(document, visitWithTypeInfo(types, { Field: { enter: (node) => textOf(node) } }));
  if (writers.length === 0) return undefined;
  // A list that is selected twice is merged of both selections, and that is GraphQL's to do.
  const conflicts = validate(textSchema, taken, [OverlappingFieldsCanBeMergedRule]);
  return conflicts.length > 0 ? undefined : { document: taken, writers };
};

/**
 * A record that was read so long ago and is still at hand comes from memory, and will be shown again. A walk's records are
 * younger, and shown once: to keep their texts would cost more than to write them.
 */
const SHOWN_AGAIN_AFTER = 2 * SECOND;

/** An answer as JSON, with the texts of its lists. `now` in milliseconds since the epoch. Throws Unwritable. */
export const writeAnswer = (answer: object, writers: readonly JsonWriter[], now: number): string => {
  const texts: string[] = [];
  let around: string;
  TextList.writing = { writers, keepBefore: now - SHOWN_AGAIN_AFTER, texts };
  try {
    around = JSON.stringify(answer);
  } finally {
    TextList.writing = undefined;
  }
  if (texts.length === 0) return around;
  let text = "";
  for (const [i, piece] of around.split(IN_ITS_PLACE).entries()) text += piece + (texts[i] ?? "");
  return text;
};
