/** What graphql's parser says when `maxTokens` is passed; it has no code of its own. */
const PASSED = /^Syntax Error: Document contains more that? \d+ tokens/;

export const isTooManyTokens = (error: unknown): boolean => error instanceof Error && PASSED.test(error.message);
