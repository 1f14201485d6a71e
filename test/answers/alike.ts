/** What an answer says of its price; the last thing in it. */
const COST = /,?"extensions":\{"cost":\{(?:[^{}]|\{[^{}]*\})*\}\}\}$/;

interface Body {
  readonly errors?: readonly object[];
}

/** Fields fail in whatever order their sources answer; GraphQL gives the errors none. */
const inOneOrder = (text: string): string => {
  const body = JSON.parse(text) as Body;
  if (!body.errors || body.errors.length < 2) return text;
  const errors = body.errors.map((error) => JSON.stringify(error)).sort();
  return JSON.stringify({ ...body, errors: errors.map((error) => JSON.parse(error) as object) });
};

/** A body's text as it has to be every time: what memory saved of an operation's calls, and the order of errors, may differ. */
export const alike = (text: string): string => inOneOrder(text.replace(COST, "}"));
