/** What a generator can go blind to: each of these has to occur, or a run proves less than it seems to. */
const classes = [
  "one key for several fields of a selection",
  "one key, sub-selections merged",
  "one key for other fields of other types",
  "alias that is another field's name",
  "key of Object.prototype",
  "__typename",
  "aliased __typename",
  "fragment",
  "fragment spread again",
  "fragment in a fragment",
  "fragment on an interface",
  "fragment on a union",
  "spread with a directive",
  "inline fragment without a type",
  "inline fragment with a directive",
  "field with a directive",
  "@skip and @include together",
  "directive by a literal",
  "directive by a variable",
  "default, value sent",
  "default, null sent",
  "default, nothing sent",
  "null sent where a default allowed a nullable variable",
  "value that does not fit its variable",
  "variable used again",
  "variable in an input object",
  "variable in a list",
  "variable in _Any",
  "enum in a variable",
  "single value for a list",
  "number for an ID",
  "damaged id",
  "wrong representation",
  "page of a size that is refused",
  "real cursor",
  "cursor that is none",
  "introspection",
  "several operations",
  "document asked with other variables",
  "operation name of any text",
  "answer: no operation",
  "answer: variables refused",
  "answer: data is null",
  "answer: null in a list where an error happened",
  "answer: error inside a list",
  "answer: null above the error's own place",
  "answer: several errors",
  "answer: empty object",
  "answer: introspection beside data",
  "answer: text that JSON escapes",
  "answer: record of a type behind an interface",
] as const;

export type Class = (typeof classes)[number];

/** How often each class was met. */
export class Tally {
  readonly #counts = new Map<Class, number>();

  met(name: Class): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  of(name: Class): number {
    return this.#counts.get(name) ?? 0;
  }

  get missing(): readonly Class[] {
    return classes.filter((name) => this.of(name) === 0);
  }

  get lines(): readonly string[] {
    return classes.map((name) => `${String(this.of(name)).padStart(9)}  ${name}`);
  }
}
