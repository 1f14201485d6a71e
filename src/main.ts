#!/usr/bin/env node
import "./no-code-from-strings.js";
import { parseCommandLine, usage } from "./commands.js";
import { version } from "./config/version.js";

/*
 * Nothing else is imported here: what a command needs is loaded by it. --version, --help and reload need next to nothing, and
 * all of it takes half a second.
 */

const { argv, env, stdout, stderr } = process;

/** An operator reads a sentence, never a stack trace: it goes to the terminal, and the exit code to the service manager. */
const fail = (error: unknown): never => {
  const message = error instanceof Error ? error.message : String(error);
  stderr.write(`${message}\n`);
  process.exit(error instanceof Error && "exitCode" in error ? Number(error.exitCode) : 1);
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
      stdout.write(await (await import("./printing.js")).printedSchema(command.schema));
      break;
    case "inspect-log":
      stdout.write((await import("./inspected-file.js")).inspectedFile(command.file));
      break;
    case "export": {
      const { exportCommand } = await import("./export-command.js");
      process.exitCode = await exportCommand(command.args, { env, stdout, stderr });
      break;
    }
    case "check-config":
      stdout.write((await import("./printing.js")).checkConfig({ file: command.file, env }));
      break;
    case "reload": {
      const { askForReload } = await import("./control.js");
      stdout.write(await askForReload(command.control, env));
      break;
    }
    case "doctor": {
      const { diagnose } = await import("./diagnose.js");
      const diagnosis = await diagnose({ ...command, env });
      stdout.write(diagnosis.text);
      process.exitCode = diagnosis.exitCode;
      await diagnosis.close();
      break;
    }
    case "serve": {
      const { run } = await import("./process.js");
      const { baseUrl, isSandbox } = await run({ ...command, env });
      const note = isSandbox ? "It serves the sandbox: all data are made up. --config FILE serves your own.\n" : "";
      // All of standard output, at once: a reader of the URL may close it afterwards. All other output is the log's.
      stdout.write(`auditgraph serves at ${baseUrl}\n${note}`);
    }
  }
} catch (error) {
  fail(error);
}
