import { buildAuditSchema } from "../../src/graphql/schema.js";
import { writeListsOf } from "../../src/server/execution/list-texts.js";
import { answerOf, type Asked } from "./support.js";

const plain = buildAuditSchema().executable;
export const writing = writeListsOf(buildAuditSchema().executable);

/** What graphql-js makes of it alone, and what it makes where lists are written. */
export const bothOf = async (query: string, asked: Asked = {}) => {
  const alone = await answerOf(plain, query, asked);
  const { text, written } = await answerOf(writing, query, asked);
  return { alone: alone.text, text, written };
};
