#!/usr/bin/env node
import "./no-code-from-strings.js";
import "./heap-policy.js";
import { checkConfig, inspectedFile, parseCommandLine, printedSchema, usage } from "./commands.js";
import { ConfigError } from "./config/problems.js";
import { UsageError } from "./config/load.js";
import { version } from "./config/version.js";
import { run } from "./process.js";

const { argv, env, stdout, stderr } = process;

/** An operator reads a sentence, never a stack trace: it goes to the terminal, and the exit code to the service manager. */
const fail = (error: unknown): never => {
  const message = error instanceof Error ? error.message : String(error);
  stderr.write(`${message}\n`);
  process.exit(error instanceof ConfigError || error instanceof UsageError ? error.exitCode : 1);
};

try {
  const command = parseCommandLine(argv.slice(2));
  switch (command.action) {
    case "help":
      stdout.write(usage[command.of]);
      break;
    case "version":
      stdout.write(`${version}\n`);
      break;
    case "print-schema":
      stdout.write(printedSchema(command.schema));
      break;
    case "inspect-log":
      stdout.write(inspectedFile(command.file));
      break;
    case "export": {
      const { exportCommand } = await import("./export-command.js");
      process.exitCode = await exportCommand(command.args, { env, stdout, stderr });
      break;
    }
    case "check-config":
      stdout.write(checkConfig({ file: command.file, env }));
      break;
    case "doctor": {
      const { diagnose } = await import("./diagnose.js");
      const diagnosis = await diagnose({ ...command, env });
      stdout.write(diagnosis.text);
      process.exitCode = diagnosis.exitCode;
      await diagnosis.close();
      break;
    }
    case "serve": {
      const { baseUrl, isSandbox } = await run({ ...command, env });
      const note = isSandbox ? "It serves the sandbox: all data are made up. --config FILE serves your own.\n" : "";
      // All of standard output, at once: a reader of the URL may close it afterwards. All other output is the log's.
      stdout.write(`auditgraph serves at ${baseUrl}\n${note}`);
    }
  }
} catch (error) {
  fail(error);
}
