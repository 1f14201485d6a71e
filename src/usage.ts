export const usage = `auditgraph [--config auditgraph.yaml]

Serves one GraphQL API over the audit trails that the configuration names.
Without a configuration it serves the sandbox: upstreams of its own, with made-up data.

  --config FILE   what to serve; the environment variable AUDITGRAPH_CONFIG names it too
  --help          this text

HOST and PORT override the file; port 0 picks a free one.
`;
