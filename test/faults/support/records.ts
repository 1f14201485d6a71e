import type { Answer } from "./answer.js";
import type { Asked, Tamper } from "./fault.js";

export type Json = Record<string, unknown>;

const parsed = (body: Buffer): Json => JSON.parse(body.toString()) as Json;

/** An answer of the same status with another JSON document. */
export const inJson =
  (change: (body: Json, asked: Asked) => unknown): Tamper =>
  (answer, asked) => ({ ...answer, body: Buffer.from(JSON.stringify(change(parsed(answer.body), asked))) });

/** What stands under the one key of the envelope that holds records: a list, or Nova's one period. */
const envelopeOf = (body: Json): readonly [key: string, records: Json[]] => {
  const entry = Object.entries(body).find(([, value]) => typeof value === "object" && value !== null);
  if (!entry) throw new Error("an answer without records");
  const [key, value] = entry;
  return [key, (Array.isArray(value) ? value : [value]) as Json[]];
};

/** An answer whose records are these instead. */
export const inRecords = (change: (records: Json[]) => unknown): Tamper =>
  inJson((body) => {
    const [key, records] = envelopeOf(body);
    return { ...body, [key]: change(records) };
  });

/** Nova's one record. */
export const inPeriod = (change: (period: Json) => void): Tamper =>
  inJson((body) => {
    const [key, [period]] = envelopeOf(body);
    if (period) change(period);
    return { ...body, [key]: period };
  });

/** Puts something else in the place of one record: of the same one in each answer that shows it. */
export const oneRecord = (change: (record: Json) => unknown) => (): Tamper => {
  let id: unknown;
  return inRecords((records) => {
    id ??= records.at(1)?.id;
    return records.map((record) => (record.id === id ? change(record) : record));
  });
};

/** Rewrites the text of the body, in JSON and in XML. */
export const inText =
  (change: (text: string, asked: Asked) => string): Tamper =>
  (answer: Answer, asked: Asked) => ({ ...answer, body: Buffer.from(change(answer.body.toString(), asked)) });
