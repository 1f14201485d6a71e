import { randomBytes } from "node:crypto";
import type { ResponsePath } from "graphql";
import { AuditError } from "../../audit/errors.js";

/** What JSON.stringify writes for a list whose text stands beside. No upstream can write it: it is drawn at random. */
const PLACE = randomBytes(16).toString("base64url");
const IN_ITS_PLACE = JSON.stringify(PLACE);

/** A list's JSON in the place of the list. */
class ListText {
  /** The texts of the answer that is being written, in their order in it. */
  static writing: string[] | undefined;

  #text: string | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Once: what is held of an operation until its caller has read the answer must not hold the answer a second time. */
  toJSON(): string {
    if (!ListText.writing || this.#text === undefined) throw new Error("a list's text is written outside its answer");
    ListText.writing.push(this.#text);
    this.#text = undefined;
    return PLACE;
  }
}

type Parent = Record<string | number, unknown>;

/** Bytes of the lists of one answer. A page of every field is below one hundredth of it. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The lists of one operation that were written before their answer: GraphQL holds an empty list in their places. */
export class AnswerTexts {
  #texts: { readonly path: ResponsePath; readonly text: string }[] = [];

  #bytes = 0;

  /** Throws for a list that makes the answer larger than this process should hold for anybody. */
  add(path: ResponsePath, text: string): void {
    // To count its bytes V8 makes one piece of the text, of thousands: in this list's step, and not in one go for all of the answer.
    this.#bytes += Buffer.byteLength(text);
    if (this.#bytes > MOST_BYTES) {
      const most = `${MOST_BYTES / 1024 / 1024} MB`;
      throw new AuditError(
        "QUERY_TOO_COMPLEX",
        `The answer is larger than ${most}: ask for smaller pages or fewer lists at once.`,
      );
    }
    this.#texts.push({ path, text });
  }

  /** Puts each text into its place. A place that became null, by an error beside it, stays null. */
  fill(data: unknown): void {
    for (const { path, text } of this.#texts) {
      const parent = path.prev ? valueAt(data, path.prev) : data;
      if (parent !== null && typeof parent === "object") (parent as Parent)[path.key] = new ListText(text);
    }
    this.#texts = [];
  }
}

const valueAt = (data: unknown, { prev, key }: ResponsePath): unknown => {
  const parent = prev ? valueAt(data, prev) : data;
  return parent !== null && typeof parent === "object" ? (parent as Parent)[key] : undefined;
};

/** An answer as JSON, with the texts that were put into it. */
export const writeAnswer = (answer: object): string => {
  const texts: string[] = [];
  let around: string;
  ListText.writing = texts;
  try {
    around = JSON.stringify(answer);
  } finally {
    ListText.writing = undefined;
  }
  if (texts.length === 0) return around;
  let text = "";
  for (const [i, piece] of around.split(IN_ITS_PLACE).entries()) text += piece + (texts[i] ?? "");
  return text;
};
