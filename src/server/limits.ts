import { ApolloServerErrorCode } from "@apollo/server/errors";
import { maxAliasesRule } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthRule } from "@escape.tech/graphql-armor-max-depth";
import { maxDirectivesRule } from "@escape.tech/graphql-armor-max-directives";
import {
  type ASTVisitor,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from "graphql";
import { AuditError } from "../audit/errors.js";
import type { DemandLimits } from "../config/settings.js";
import type { RateReason } from "./rate-limits.js";

/**
 * The limit that an operation is over; what its caller has used up the minute of; `documents`: it is not among those that are
 * run; `credentials`: they are not believed; `access`: they could not be checked; `large…`: too many large operations wait;
 * `live…`: too many subscriptions are open; `bodies…`: too many long bodies are held.
 */
type RefusalReason =
  LimitName | RateReason | LargeReason | LiveReason | BodiesReason | "documents" | "credentials" | "access";
/** Of whom too many wait. */
export type LargeReason = "large.caller" | "large.queue";
/** Of whom too many long bodies are held. */
type BodiesReason = "bodies.caller" | "bodies.all";
/** Whose they are. */
type LiveReason = "live.caller" | "live.all";

/** How many operations were refused since the start, by the reason; for metrics. */
export class Refusals {
  readonly #counts = new Map<RefusalReason, number>();

  count(reason: RefusalReason): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  get byReason(): ReadonlyMap<RefusalReason, number> {
    return this.#counts;
  }
}

/** Limits that refuse an operation; what is over upstreamCalls is stopped there. */
type ConfiguredLimit = Exclude<keyof DemandLimits, "upstreamCalls">;
/** Those of the form are the same everywhere (long-documents.ts, long-texts.ts). */
const LIMITS_OF_FORM = ["equalFields", "openBrackets", "longTexts"] as const;
type LimitOfForm = (typeof LIMITS_OF_FORM)[number];
type LimitName = ConfiguredLimit | LimitOfForm;

const sentences: Readonly<Record<LimitName, (value: number) => string>> = {
  depth: (value) => `nests its fields deeper than ${value} levels`,
  aliases: (value) => `has more than ${value} aliases`,
  rootFields: (value) => `has more than ${value} fields at its top`,
  directives: (value) => `has more than ${value} directives`,
  tokens: (value) => `is longer than ${value} tokens, or than as many lines`,
  bodyBytes: (value) => `has a body of more than ${value} bytes`,
  equalFields: (value) =>
    `asks for the same fields in the same places again and again, which makes more than ${value} pairs of them: ask for each once`,
  openBrackets: (value) => `has more than ${value} brackets open at once: nest its values less`,
  longTexts: (value) => `has a text or a name of more than ${value} characters`,
  cost: (value) => `may cost more than ${value} points: ask for shorter windows, smaller pages or fewer lists at once`,
};

/** The refusal of an operation that asks for too much: names the limit, where it is configured, and its value. */
export class TooComplex extends AuditError {
  constructor(
    readonly limit: LimitName,
    value: number,
    /** What is known of this one operation: a sentence. */
    known = "",
  ) {
    const place = LIMITS_OF_FORM.some((each) => each === limit) ? "" : ` (limits.${limit})`;
    super("QUERY_TOO_COMPLEX", `The operation ${sentences[limit](value)}${place}.${known}`);
  }
}

/** Counts each fragment once, however often it is spread; one inside itself counts as nothing, other rules refuse it. */
class FieldCounter {
  readonly #known = new Map<string, number>();

  constructor(private readonly context: ValidationContext) {}

  count({ selections }: SelectionSetNode): number {
    return selections.reduce((count, selection) => {
      if (selection.kind === Kind.FIELD) return count + 1;
      if (selection.kind === Kind.INLINE_FRAGMENT) return count + this.count(selection.selectionSet);
      return count + this.#fragment(selection.name.value);
    }, 0);
  }

  #fragment(name: string): number {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    this.#known.set(name, 0);
    const fragment = this.context.getFragment(name);
    const count = fragment ? this.count(fragment.selectionSet) : 0;
    this.#known.set(name, count);
    return count;
  }
}

/** Bounds the fields at the top of each operation, through fragments too. */
const rootFieldsRule =
  (limit: number): ValidationRule =>
  (context): ASTVisitor => ({
    OperationDefinition: (operation) => {
      if (new FieldCounter(context).count(operation.selectionSet) <= limit) return;
      const originalError = new TooComplex("rootFields", limit);
      context.reportError(new GraphQLError(originalError.message, { nodes: operation, originalError }));
    },
  });

/** The rules measure; the words and the code of the refusal are ours. */
const rejection = (limit: ConfiguredLimit, value: number) => ({
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null): void => {
      const originalError = new TooComplex(limit, value);
      context?.reportError(new GraphQLError(originalError.message, { originalError }));
    },
  ],
});

/** Errors of one document that are told, at most: with the first of them nothing is run. */
export const MOST_ERRORS = 20;

/** What a document may look like. Runs with GraphQL's own validation: before anything is resolved. */
export const limitRules = ({ depth, aliases, directives, rootFields }: DemandLimits): ValidationRule[] => [
  maxDepthRule({ n: depth, flattenFragments: true, ...rejection("depth", depth) }),
  // Without a list of its own it would not count those of __typename, and in a list they stand two hundred times.
  maxAliasesRule({ n: aliases, allowList: [], ...rejection("aliases", aliases) }),
  maxDirectivesRule({ n: directives, ...rejection("directives", directives) }),
  rootFieldsRule(rootFields),
];

/** Fields that answer the schema, in both of its forms. */
const INTROSPECTING = new Set(["__schema", "__type", "_service"]);

/** Refuses operations that ask for the schema. __typename stays: clients need it. */
export const noIntrospection: ValidationRule = (context): ASTVisitor => ({
  Field: (node) => {
    if (!INTROSPECTING.has(node.name.value)) return;
    const message = `Introspection is off here, so ${node.name.value} is not answered; server.introspection turns it on.`;
    const extensions = { code: ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED };
    context.reportError(new GraphQLError(message, { nodes: node, extensions }));
  },
});

/** What graphql's parser says when `maxTokens` is passed; it has no code of its own. */
const PASSED = /^Syntax Error: Document contains more that? \d+ tokens/;

export const isTooManyTokens = (error: unknown): boolean => error instanceof Error && PASSED.test(error.message);

const hasMoreLines = (text: string, most: number): boolean => {
  let lines = 1;
  for (const _break of text.matchAll(/\r\n|[\n\r]/g)) if ((lines += 1) > most) return true;
  return false;
};

/**
 * The refusal of a document of more lines than it may have tokens. GraphQL counts a document's lines anew for each error
 * that it reports, and an operation may have a thousand: empty lines are no tokens, and would be counted for minutes. A
 * document in a URL is as short as that.
 */
export const tooManyLines = (text: unknown, tokens: number): GraphQLError | undefined => {
  if (typeof text !== "string" || !hasMoreLines(text, tokens)) return undefined;
  const { message, code, retryable } = new TooComplex("tokens", tokens);
  return new GraphQLError(message, { extensions: { code, retryable } });
};
