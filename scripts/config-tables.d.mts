/** The reference with its tables made anew of the configuration's JSON Schema; the words around them stay. */
export function withOptions(markdown: string, file: object): string;
