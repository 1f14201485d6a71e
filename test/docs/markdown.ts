import { readdirSync, readFileSync } from "node:fs";

/** Every Markdown file of the project, as paths from its root. */
export const markdownFiles = (): string[] =>
  ["", "docs/", "schema/", "test/", "examples/"].flatMap((folder) =>
    readdirSync(folder === "" ? "." : folder, { recursive: folder !== "" })
      .map(String)
      .filter((name) => name.endsWith(".md") && !name.includes("node_modules/"))
      .map((name) => folder + name),
  );

export interface CodeBlock {
  readonly language: string;
  readonly text: string;
}

/** The fenced code blocks of a file, in their order. */
export const codeBlocks = (file: string): CodeBlock[] =>
  [...readFileSync(file, "utf8").matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", text = ""]) => ({
    language,
    text,
  }));

/** A heading's anchor, as code hosts make it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

export const anchorsOf = (file: string): Set<string> =>
  new Set([...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading)));

/** Targets of links, without code blocks. */
export const linksOf = (file: string): string[] =>
  [
    ...readFileSync(file, "utf8")
      .replace(/^```.*?^```$/gms, "")
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, target = ""]) => target);
