/** What an answer says of its price; the last thing in it. */
const COST = /,?"extensions":\{"cost":\{(?:[^{}]|\{[^{}]*\})*\}\}\}$/;

/** A body's text as it has to be every time: what memory saved of an operation's calls is all that may differ. */
export const alike = (text: string): string => text.replace(COST, "}");
