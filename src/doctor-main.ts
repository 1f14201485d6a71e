import { ConfigError } from "./config/config-error.js";
import { diagnose } from "./diagnose.js";

const usage = `auditgraph doctor [--config auditgraph.yaml] [--json]

Looks at the sources of a configuration one by one: can they be reached, do they accept the credentials, do the clocks
agree, and what can they do. Changes nothing. Without a configuration it looks at the sandbox's sources.

  --config FILE   the configuration; the environment variable AUDITGRAPH_CONFIG names it too
  --json          for machines
  --help          this text

Sources with credentials of type forward are asked with the token in OS_TOKEN, if it is set.

Exit code: 0 all is good; 1 a check failed; 2 nothing failed, and there are warnings; 78 the configuration is wrong.
`;

const { argv, env, stdout, stderr } = process;

if (argv.includes("--help")) {
  stdout.write(usage);
} else {
  try {
    const diagnosis = await diagnose({ argv: argv.slice(2), env });
    stdout.write(diagnosis.text);
    process.exitCode = diagnosis.exitCode;
    await diagnosis.close();
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(error instanceof ConfigError ? error.exitCode : 1);
  }
}
