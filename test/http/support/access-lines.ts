import { createHash } from "node:crypto";
import type { Product } from "./product.js";

type AccessLine = Readonly<Record<string, unknown>>;

/** The access log's lines among those of the log, which it shares standard error with. */
export const accessLines = ({ lines }: Pick<Product, "lines">): readonly AccessLine[] =>
  lines.map((line) => JSON.parse(line) as AccessLine).filter(({ type }) => type === "access");

/** Those that the work adds. */
export const linesOf = async (product: Product, work: () => Promise<unknown>): Promise<readonly AccessLine[]> => {
  const before = accessLines(product).length;
  await work();
  return accessLines(product).slice(before);
};

/** As documents are told by. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
