/** Functions, operators and words that the expressions here use. What is none of them must be a metric. */
const WORDS = new Set(
  (
    "absent and by changes count group_left histogram_quantile increase label_values max offset on or rate sum topk " +
    "unless vector"
  ).split(" "),
);

interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

export interface Expression {
  readonly selectors: readonly Selector[];
  /** Labels that it groups or joins by, or asks the values of. */
  readonly grouped: readonly string[];
  /** Are all brackets closed, in their order? */
  readonly isBalanced: boolean;
}

const isBalanced = (text: string): boolean => {
  const open: string[] = [];
  for (const bracket of text.match(/[()[\]{}]/g) ?? []) {
    const closes = { ")": "(", "]": "[", "}": "{" }[bracket];
    if (closes === undefined) open.push(bracket);
    else if (open.pop() !== closes) return false;
  }
  return open.length === 0;
};

const matchersOf = (text: string): Selector["matchers"] =>
  [...text.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)].map(([, label = "", operator = "", value = ""]) => ({
    label,
    operator,
    value,
  }));

/** As much of PromQL as tells which metrics, labels and values an expression counts on. */
export const readExpression = (text: string): Expression => {
  const grouped: string[] = [];
  const rest = text
    .replace(/#.*$/gm, "")
    .replace(/(?<=[}\w])\[[$\w]+\]|\boffset \w+/g, "")
    .replace(/\b(?:by|on|group_left)\s*\(([^)]*)\)/g, (_clause, labels: string) => {
      grouped.push(...labels.split(",").map((label) => label.trim()));
      return "";
    })
    .replace(/(label_values\([^]*),\s*(\w+)\)/g, (_call, before: string, label: string) => {
      grouped.push(label);
      return `${before})`;
    });
  const selectors = [...rest.matchAll(/([a-zA-Z_:][\w:]*)\s*(?:\{([^}]*)\})?/g)]
    .filter(([, name = ""]) => !WORDS.has(name))
    .map(([, metric = "", inside = ""]) => ({ metric, matchers: matchersOf(inside) }));
  return { selectors, grouped: grouped.filter((label) => label !== ""), isBalanced: isBalanced(text) };
};
