import type { GraphQLError, ValidationRule } from "graphql";
import type { DocumentPolicy } from "../config/parse.js";
import type { DemandLimits } from "../config/settings.js";
import type { OperationContext } from "../graphql/context.js";
import { requireAffordable } from "./affordable.js";
import { type Asked, type Cost, priceOperation } from "./cost.js";
import { type AskedRequest, type DocumentGate, documentGate, refusedDocument } from "./documents.js";
import { LONG, LongDocuments } from "./long-documents.js";
import { refuseLongTexts } from "./long-texts.js";
import type { Answer, Exchange } from "./http/exchange.js";
import { limitRules, noIntrospection, type Refusals, tooManyLines } from "./limits.js";
import type { ObservedOperation } from "./observation.js";

/** What a configuration decides of an operation's way. */
export interface OperationRules {
  readonly introspection: boolean;
  /** `bodyBytes` belongs to the listener: that of the start counts. */
  readonly limits: DemandLimits;
  /** Which documents are run. */
  readonly documents: DocumentPolicy;
}

/** The steps that queries and subscriptions take alike, each by its name in pipeline.ts. */
export class SharedSteps {
  readonly #gate: DocumentGate;
  readonly #long: LongDocuments;

  constructor(
    private readonly rules: OperationRules,
    private readonly refusals: Refusals,
  ) {
    this.#gate = documentGate(rules.documents);
    this.#long = new LongDocuments(rules.limits.tokens);
  }

  /** gate: what is asked, by its text; or the answer to what is not run. */
  gate(exchange: Exchange): { readonly asked: AskedRequest } | { readonly answer: Answer } {
    const { method, body, search, operation, isOwnDocument } = exchange;
    const asked = { method, body, search };
    const gated = isOwnDocument ? { asked } : this.#gate(asked);
    if ("refusal" in gated) {
      operation.identified(gated.documentHash);
      return { answer: this.#refused(exchange, "documents", gated.refusal) };
    }
    const tooLong = tooManyLines(gated.asked.body?.query, this.rules.limits.tokens);
    return tooLong ? { answer: this.#refused(exchange, "tokens", tooLong) } : gated;
  }

  /** look: throws for a document that says the same too often, or nests too deeply, and for too long a text in it or its variables. */
  look(document: unknown, variables: unknown): void {
    refuseLongTexts(variables);
    this.#long.refuse(document);
  }

  /** find: what a document must keep to, beside GraphQL's own rules. */
  validationRules(): ValidationRule[] {
    const { limits, introspection } = this.rules;
    return [...limitRules(limits), ...(introspection ? [] : [noIntrospection])];
  }

  /** price: undefined for what GraphQL refuses to execute. */
  price(asked: Asked, context: OperationContext & { readonly observed: ObservedOperation }): Cost | undefined {
    const cost = priceOperation(asked, context, this.rules.limits.upstreamCalls);
    if (cost) context.observed.priced(cost);
    return cost;
  }

  /** price: throws for what may cost too much. */
  afford(asked: Asked, context: OperationContext, cost: Cost): void {
    requireAffordable(asked, context, cost, this.rules.limits.cost);
  }

  #refused({ headers, operation }: Exchange, reason: "documents" | "tokens", refusal: GraphQLError): Answer {
    this.refusals.count(reason);
    operation.answered({ errors: [refusal] });
    return refusedDocument(headers.accept, refusal);
  }
}

/** The text of what is asked. A URL is as long as what it holds, at least: most are not decoded for this. */
export const documentOf = ({ method, body, search }: AskedRequest): unknown => {
  if (method === "POST") return body?.query;
  return search.length < LONG ? undefined : new URLSearchParams(search).get("query");
};
