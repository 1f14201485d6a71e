import { parseArgs } from "node:util";

export interface CommandLine {
  /** The file to read; without one the sandbox is served. */
  readonly config: string | undefined;
  readonly help: boolean;
}

export const usage = `auditgraph [--config auditgraph.yaml]

Serves one GraphQL API over the audit trails that the configuration names.
Without a configuration it serves the sandbox: upstreams of its own, with made-up data.

  --config FILE   what to serve; AUDITGRAPH_CONFIG names it too
  --help          this text

HOST and PORT override the file; port 0 picks a free one.
`;

/** Throws with a sentence for the person who typed it. */
export const parseCommandLine = (args: readonly string[]): CommandLine => {
  const { values } = parseArgs({ args: [...args], options: { config: { type: "string" }, help: { type: "boolean" } } });
  return { config: values.config, help: values.help ?? false };
};
