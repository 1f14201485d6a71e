import { sourceAnswerCutShort, sourceBrokeContract } from "../faults/source-failure.js";
import type { WireResponse } from "./transport.js";

const JSON_MEDIA_TYPE = /^application\/(?:[\w.-]+\+)?json$/;

/** Does the text stop in the middle of a JSON value, rather than being something else? */
const endsTooEarly = (text: string, error: unknown): boolean => {
  if (!/^\s*[[{]/.test(text) || !(error instanceof SyntaxError)) return false;
  const position = /at position (\d+)/.exec(error.message)?.[1];
  return position === undefined ? error.message.startsWith("Unexpected end") : Number(position) >= text.length;
};

/**
 * The body as JSON. UPSTREAM_CONTRACT_VIOLATION for another media type or another syntax; UPSTREAM_UNAVAILABLE for
 * JSON that stops in the middle, and for an empty body whose end was only the connection's end.
 */
export const parseJson = (source: string, response: WireResponse): unknown => {
  const facts = response.requestId === undefined ? {} : { upstreamRequestId: response.requestId };
  if (response.text === "" && !response.framed) throw sourceAnswerCutShort(source, facts);
  if (!JSON_MEDIA_TYPE.test(response.mediaType))
    throw sourceBrokeContract(source, { ...facts, detail: "not JSON by its media type" });
  try {
    return JSON.parse(response.text) as unknown;
  } catch (error) {
    if (endsTooEarly(response.text, error)) throw sourceAnswerCutShort(source, facts);
    throw sourceBrokeContract(source, { ...facts, detail: "not JSON by its syntax" });
  }
};
