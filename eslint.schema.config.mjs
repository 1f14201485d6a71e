import graphql from "@graphql-eslint/eslint-plugin";

const pageArguments = graphql.rules["relay-arguments"];

const isOfSubscription = (node) =>
  node !== null && node !== undefined && (node.name?.value === "Subscription" || isOfSubscription(node.parent));

/** An event of a subscription is what has appeared, and no page of a list: it has no `after`. */
const argumentsOfPages = {
  ...pageArguments,
  create: (context) =>
    Object.fromEntries(
      Object.entries(pageArguments.create(context)).map(([selector, look]) => [
        selector,
        (node) => (isOfSubscription(node) ? undefined : look(node)),
      ]),
    ),
};

/** The form of the schema (docs/schema-policy.md): graphql-eslint's own recommendations, and Relay's. */
export default [
  {
    files: ["schema/audit.graphql"],
    plugins: { "@graphql-eslint": { ...graphql, rules: { ...graphql.rules, "relay-arguments": argumentsOfPages } } },
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: "schema/audit.graphql" } } },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      // Pages, edges and counts are values: they have no identity to refetch them by.
      "@graphql-eslint/strict-id-in-types": "off",
      // A load balancer's own id stands beside its global one on other types, so it has the longer name everywhere.
      "@graphql-eslint/no-typename-prefix": "off",
      // Connections have nodes beside their edges, and coverage.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
      // A Nova can only be walked back in time.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      "@graphql-eslint/require-description": [
        "error",
        { types: true, FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true, rootField: true },
      ],
      "@graphql-eslint/require-deprecation-reason": "error",
    },
  },
];
