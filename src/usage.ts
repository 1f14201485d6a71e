const server = `auditgraph --config auditgraph.yaml
auditgraph --sandbox
auditgraph doctor --config auditgraph.yaml [--json]

Serves one GraphQL API over the audit trails that the configuration names.

  --config FILE          what to serve; the environment variable AUDITGRAPH_CONFIG names it too
  --sandbox              serves upstreams of its own, with made-up data. With neither, a checkout serves them unasked;
                         an installed package, and any start with NODE_ENV=production, ends with 78
  --check-config         checks the configuration and ends; asks no source
  --print-schema [WHICH] prints a schema and ends: api (GraphQL, the default), subgraph (with federation directives)
                         or config (JSON Schema of auditgraph.yaml)
  --version              the version
  -h, --help             this text; "auditgraph doctor --help" for the doctor's

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

export const usage = { server, doctor };
