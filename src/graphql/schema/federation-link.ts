/** type-graphql cannot put a directive on the schema itself, so this stands before its printed SDL. */
export const federationLink = `extend schema
  @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", "@shareable", "@inaccessible", "@tag", "@authenticated", "@requiresScopes", "@cost", "@listSize"]
  )
`;
