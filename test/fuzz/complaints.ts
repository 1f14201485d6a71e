import { ApolloServerErrorCode } from "@apollo/server/errors";
import { ErrorCode } from "../../src/audit/errors.js";

/** docs/failure-modes.md, but for INTERNAL: whatever is asked, that is a fault of this program. */
const documented = new Set<unknown>([
  ...Object.values(ErrorCode).filter((code) => code !== "INTERNAL"),
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.BAD_REQUEST,
]);

/** A stack, a path of this machine, an upstream's address, or the words of an error that nobody wrote for callers. */
const INSIDE = /\.[cm]?[jt]s:\d+|node_modules|node:|127\.0\.0\.1|\b(?:Type|Range|Reference|URI)Error\b|Cannot read/;

export interface Answered {
  readonly status: number;
  readonly text: string;
}

const errorsIn = (text: string): readonly { message?: unknown; extensions?: Record<string, unknown> }[] | undefined => {
  try {
    const body = JSON.parse(text) as { errors?: [] } | null;
    return typeof body === "object" && body !== null ? (body.errors ?? []) : undefined;
  } catch {
    return undefined;
  }
};

/** What is wrong with an answer to a hostile request; nothing, as a rule. */
export const complaints = ({ status, text }: Answered): readonly string[] => {
  const errors = errorsIn(text);
  if (!errors) return [`status ${status}, and no JSON object`];
  return [
    ...(status >= 500 ? [`status ${status}`] : []),
    // In coverage too.
    ...(text.includes('"code":"INTERNAL') ? ["an INTERNAL error"] : []),
    ...errors.flatMap((error) => [
      ...(documented.has(error.extensions?.code) ? [] : [`code ${JSON.stringify(error.extensions?.code)}`]),
      ...(INSIDE.test(JSON.stringify(error)) ? [`it shows its inside: ${JSON.stringify(error)}`] : []),
    ]),
  ];
};
