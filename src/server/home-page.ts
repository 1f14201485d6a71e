const page = (body: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>auditgraph</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem } pre { background: #f4f4f4; padding: 1rem; overflow: auto }</style>
${body}
</html>
`;

/** The origin is the caller's own Host header. */
const escaped = (text: string): string => text.replace(/[^\w.:/[\]-]/g, "");

/** For whoever opens the base URL: what this is, and the first query. `origin` is where the reader came in. */
export const homePage = (origin: string, introspection: boolean): string =>
  page(`<h1>auditgraph</h1>
<p>One GraphQL API over the audit trails of OpenStack Nova, Huawei Cloud and Open Telekom Cloud databases, and Atlas load balancers.</p>
<pre>curl ${escaped(origin)}/graphql -H 'content-type: application/json' \\
  -d '{"query":"{ auditSources { name kind health } }"}'</pre>
<ul>
<li><code>POST /graphql</code>, <code>GET /graphql</code>: the API</li>
${introspection ? '<li><a href="/schema.graphql">/schema.graphql</a>: its schema, for reading and for code generators</li>\n' : ""}<li><a href="/readyz">/readyz</a>: can it serve, and how do the sources fare</li>
<li><a href="/livez">/livez</a>: does the process run</li>
</ul>`);
