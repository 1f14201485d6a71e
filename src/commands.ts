import { parseArgs } from "node:util";
import { UsageError } from "./config/problems.js";

/** What can be printed of the schemas: the API, the API with its federation directives, auditgraph.yaml. */
const schemas = ["api", "subgraph", "config"] as const;

/** What the process is asked to do. */
type Command =
  | {
      readonly action: "serve";
      readonly file: string | undefined;
      readonly sandbox: boolean;
      /** The socket to hear of reloads at. */
      readonly control: string | undefined;
    }
  | { readonly action: "reload"; readonly control: string }
  | { readonly action: "check-config"; readonly file: string | undefined }
  | { readonly action: "doctor"; readonly file: string | undefined; readonly sandbox: boolean; readonly json: boolean }
  | { readonly action: "print-schema"; readonly schema: (typeof schemas)[number] }
  | { readonly action: "inspect-log"; readonly file: string }
  | { readonly action: "export"; readonly args: readonly string[] }
  | { readonly action: "version" }
  | { readonly action: "help"; readonly of: keyof typeof usage };

const config = { type: "string" } as const;
const control = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;
const help = { ...flag, short: "h" } as const;

const wrongCommand = (problem: string): never => {
  throw new UsageError(`auditgraph: ${problem}. See auditgraph --help.`);
};

/** Node names the argument at fault in its first sentence. */
const understood = <T>(parse: () => T): T => {
  try {
    return parse();
  } catch (error) {
    return wrongCommand(/^[^.\n]*/.exec((error as Error).message)?.[0] ?? "");
  }
};

const doctorCommand = (args: string[]): Command => {
  const { values } = understood(() => parseArgs({ args, options: { config, sandbox: flag, json: flag, help } }));
  if (values.help) return { action: "help", of: "doctor" };
  const { config: file, sandbox, json } = values;
  return { action: "doctor", file, sandbox, json };
};

const reloadCommand = (args: string[]): Command => {
  const { values } = understood(() => parseArgs({ args, options: { control, help } }));
  if (values.help) return { action: "help", of: "reload" };
  if (!values.control) return wrongCommand("reload needs --control, the socket of the process that serves");
  return { action: "reload", control: values.control };
};

const isSchema = (word: string): word is (typeof schemas)[number] => schemas.some((known) => known === word);

/** Reads the arguments after the program's name: process.argv.slice(2). Throws UsageError. */
export const parseCommandLine = (argv: readonly string[]): Command => {
  const [first, ...others] = argv;
  if (first === "doctor") return doctorCommand(others);
  if (first === "export") return { action: "export", args: others };
  if (first === "inspect-log") {
    const [file, ...more] = others;
    if (file === undefined || file.startsWith("-") || more.length > 0)
      return wrongCommand("inspect-log takes one file");
    return { action: "inspect-log", file };
  }
  if (first === "reload") return reloadCommand(others);
  const options = { config, control, sandbox: flag, help, version: flag, "check-config": flag, "print-schema": flag };
  const { values, positionals } = understood(() => parseArgs({ args: [...argv], options, allowPositionals: true }));
  const [word = "api", ...more] = positionals;
  if (values.help) return { action: "help", of: "server" };
  if (values.version) return { action: "version" };
  if (values["print-schema"]) {
    if (!isSchema(word) || more.length > 0) return wrongCommand(`--print-schema takes one of ${schemas.join(", ")}`);
    return { action: "print-schema", schema: word };
  }
  if (positionals.length > 0) return wrongCommand(`there is no command ${JSON.stringify(positionals[0])}`);
  const { config: file, sandbox, control: socket } = values;
  if (socket === "") return wrongCommand("--control names no socket: it is empty");
  if (!values["check-config"]) return { action: "serve", file, sandbox, control: socket };
  if (sandbox) return wrongCommand("--check-config looks at a file, and --sandbox has none");
  return { action: "check-config", file };
};

const server = `auditgraph --config auditgraph.yaml
auditgraph --sandbox
auditgraph doctor --config auditgraph.yaml [--json]
auditgraph inspect-log FILE
auditgraph export --url URL --list LIST --from TIME --out FILE
auditgraph reload --control SOCKET

Serves one GraphQL API over the audit trails that the configuration names.

  --config FILE          what to serve; the environment variable AUDITGRAPH_CONFIG names it too
  --sandbox              serves upstreams of its own, with made-up data. With neither, a checkout serves them unasked;
                         an installed package, and any start with NODE_ENV=production, ends with 78
  --control SOCKET       listens there, a path of a Unix socket, for "auditgraph reload"
  --check-config         checks the configuration and ends; asks no source
  --print-schema [WHICH] prints a schema and ends: api (GraphQL, the default), subgraph (with federation directives)
                         or config (JSON Schema of auditgraph.yaml)
  --version              the version
  -h, --help             this text; "auditgraph doctor --help" and "auditgraph reload --help" for those

inspect-log prints the form of an audit log file with its contents blanked, so that it can be shown to others.
export writes a window of a list of a running server into a file; "auditgraph export --help" tells more.

HOST, PORT and LOG_LEVEL override the file; port 0 picks a free one. SIGHUP opens the access log's file anew and reads
the configuration again, SIGTERM and SIGINT let operations in flight finish.

Exit code: 0 after a drain; 64 a wrong command line; 78 a wrong configuration; 1 anything else, such as a port that is
taken.
`;

const doctor = `auditgraph doctor --config auditgraph.yaml [--json]

Looks at the sources of a configuration one by one: can they be reached, do they accept the credentials, do the clocks
agree, and what can they do. Says what the configuration opens to whom. Changes nothing.

  --config FILE   the configuration; the environment variable AUDITGRAPH_CONFIG names it too
  --sandbox       the sandbox's sources; in a checkout also where no configuration is named
  --json          for machines
  -h, --help      this text

Sources with credentials of type forward are asked with the token in OS_TOKEN, if it is set.

Exit code: 0 all is good; 1 a check failed; 2 nothing failed, and there are warnings; 64 a wrong command line; 78 the
configuration is wrong.
`;

const reload = `auditgraph reload --control SOCKET

Tells the process that serves with the same --control to read its configuration again, with the environment of this
command in the place of its own, and waits for what comes of it.

  --control SOCKET  where that process listens
  -h, --help        this text

Exit code: 0 the configuration is served; 78 it is refused, and the one before is served on; 1 no process answers; 64 a
wrong command line.
`;

export const usage = { server, doctor, reload };
