import { parseDocument } from "yaml";
import type { ReadFile } from "./config.js";
import { ConfigError } from "./config-error.js";

const reasons: Record<string, string> = {
  ENOENT: "there is no such file",
  EACCES: "the file may not be read",
  EISDIR: "it is a directory",
};

/** Why a file could not be read, as half a sentence. */
export const readFailure = (error: unknown): string => {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  return reasons[code] ?? "the file cannot be read";
};

/** The text of a file as plain values. Throws ConfigError for a syntax error, with its line, and for a key given twice. */
export const parseYaml = (text: string, origin: string): unknown => {
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: true });
  const [first] = document.errors;
  if (first !== undefined) {
    const at = first.linePos?.[0];
    const where = at === undefined ? "" : `line ${at.line}, column ${at.col}`;
    // The parser's own message quotes the line, which may hold a secret: only its code is shown.
    const what = `the file is not valid YAML (${first.code.toLowerCase().replaceAll("_", " ")})`;
    throw new ConfigError(origin, [{ path: where, problem: what, cure: "Mend the syntax there." }]);
  }
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    const problem = "the file's aliases cannot be resolved";
    throw new ConfigError(origin, [{ path: "", problem, cure: "Write the values out." }]);
  }
};

/** Reads and parses. Throws ConfigError. */
export const readYaml = (path: string, readFile: ReadFile): unknown => {
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    const cure = "Name a file that exists in --config or AUDITGRAPH_CONFIG.";
    throw new ConfigError(path, [{ path: "", problem: readFailure(error), cure }]);
  }
  return parseYaml(text, path);
};
