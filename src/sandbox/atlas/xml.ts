export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly children?: readonly XmlElement[];
  readonly text?: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\t": "&#9;",
};

const escape = (text: string): string => text.replace(/[&<>"\n\t]/g, (char) => ESCAPES[char] ?? char);

const write = (node: XmlElement, prefix: string, declaration: string): string => {
  const name = prefix === "" ? node.name : `${prefix}:${node.name}`;
  const attributes = Object.entries(node.attributes ?? {})
    .map(([key, value]) => ` ${key}="${escape(String(value))}"`)
    .join("");
  const inner = (node.children ?? []).map((child) => write(child, prefix, "")).join("") + escape(node.text ?? "");
  return inner === ""
    ? `<${name}${declaration}${attributes}/>`
    : `<${name}${declaration}${attributes}>${inner}</${name}>`;
};

/** A whole document in one namespace, with a prefix or as the default one. */
export const element = (root: XmlElement, namespace: string, prefix: string): string => {
  const declaration = prefix === "" ? ` xmlns="${namespace}"` : ` xmlns:${prefix}="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${write(root, prefix, declaration)}`;
};
