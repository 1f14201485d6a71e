import { parseArgs } from "node:util";
import { UsageError } from "./usage-error.js";

/** What can be printed of the schemas: the API, the API with its federation directives, auditgraph.yaml. */
const schemas = ["api", "subgraph", "config"] as const;

/** What the process is asked to do. */
export type Command =
  | { readonly action: "serve"; readonly file: string | undefined; readonly sandbox: boolean }
  | { readonly action: "check-config"; readonly file: string | undefined }
  | { readonly action: "doctor"; readonly file: string | undefined; readonly sandbox: boolean; readonly json: boolean }
  | { readonly action: "print-schema"; readonly schema: (typeof schemas)[number] }
  | { readonly action: "version" }
  | { readonly action: "help"; readonly of: "server" | "doctor" };

const config = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;
const help = { ...flag, short: "h" } as const;

const refuse = (problem: string): never => {
  throw new UsageError(`auditgraph: ${problem}. See auditgraph --help.`);
};

/** Node names the argument at fault in its first sentence. */
const understood = <T>(parse: () => T): T => {
  try {
    return parse();
  } catch (error) {
    return refuse(/^[^.\n]*/.exec((error as Error).message)?.[0] ?? "");
  }
};

const doctorCommand = (args: string[]): Command => {
  const { values } = understood(() => parseArgs({ args, options: { config, sandbox: flag, json: flag, help } }));
  if (values.help) return { action: "help", of: "doctor" };
  const { config: file, sandbox, json } = values;
  return { action: "doctor", file, sandbox, json };
};

const isSchema = (word: string): word is (typeof schemas)[number] => schemas.some((known) => known === word);

/** Reads the arguments after the program's name: process.argv.slice(2). Throws UsageError. */
export const parseCommandLine = (argv: readonly string[]): Command => {
  const [first, ...others] = argv;
  if (first === "doctor") return doctorCommand(others);
  const options = { config, sandbox: flag, help, version: flag, "check-config": flag, "print-schema": flag };
  const { values, positionals } = understood(() => parseArgs({ args: [...argv], options, allowPositionals: true }));
  const [word = "api", ...more] = positionals;
  if (values.help) return { action: "help", of: "server" };
  if (values.version) return { action: "version" };
  if (values["print-schema"]) {
    if (!isSchema(word) || more.length > 0) return refuse(`--print-schema takes one of ${schemas.join(", ")}`);
    return { action: "print-schema", schema: word };
  }
  if (positionals.length > 0) return refuse(`there is no command ${JSON.stringify(positionals[0])}`);
  const { config: file, sandbox } = values;
  if (!values["check-config"]) return { action: "serve", file, sandbox };
  if (sandbox) return refuse("--check-config looks at a file, and --sandbox has none");
  return { action: "check-config", file };
};
