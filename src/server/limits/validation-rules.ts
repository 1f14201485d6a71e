import { maxAliasesRule } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthRule } from "@escape.tech/graphql-armor-max-depth";
import { maxDirectivesRule } from "@escape.tech/graphql-armor-max-directives";
import { GraphQLError, type ValidationContext, type ValidationRule } from "graphql";
import type { DemandLimits } from "../../audit/demand-limits.js";
import { rootFieldsRule } from "./root-fields-rule.js";
import { type LimitName, TooComplex } from "./too-complex.js";

/** The rules measure; the words and the code of the refusal are ours. */
const refuse = (limit: LimitName, value: number) => ({
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null): void => {
      const originalError = new TooComplex(limit, value);
      context?.reportError(new GraphQLError(originalError.message, { originalError }));
    },
  ],
});

/** What a document may look like. Runs with GraphQL's own validation: before anything is resolved. */
export const limitRules = ({ depth, aliases, directives, rootFields }: DemandLimits): ValidationRule[] => [
  maxDepthRule({ n: depth, flattenFragments: true, ...refuse("depth", depth) }),
  // Without a list of its own it would not count those of __typename, and in a list they stand two hundred times.
  maxAliasesRule({ n: aliases, allowList: [], ...refuse("aliases", aliases) }),
  maxDirectivesRule({ n: directives, ...refuse("directives", directives) }),
  rootFieldsRule(rootFields),
];
