import { createHash } from "node:crypto";

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c2427, #e9ece9); --quiet: light-dark(#566065, #a3afb2);
  --rule: light-dark(#ddd8cc, #2f3a3f); --accent: light-dark(#0a5d57, #6fd0c3); --card: light-dark(#fffefb, #1a2125);
  font: 16px/1.6 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; color: var(--ink); background: light-dark(#f5f3ee, #12171a) }
body { max-width: 46rem; margin: 0 auto; padding: 3.5rem 1.25rem }
h1 { margin: 0; font-size: 2rem; letter-spacing: -.03em } h2 { margin: 2.5rem 0 .5rem; font-size: 1.125rem }
p { margin: .25rem 0 } a { color: var(--accent); text-underline-offset: .2em }
pre { margin: .5rem 0; padding: 1rem 1.25rem; overflow: auto; background: var(--card); border: 1px solid var(--rule); border-radius: .5rem }
code { font: .875rem/1.6 ui-monospace, "Cascadia Code", Menlo, "Liberation Mono", monospace }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.5rem; margin: 0 }
dd { margin: 0; color: var(--quiet) } @media (max-width: 34rem) { dl { display: block } dd { margin-bottom: .75rem } }
`;

/** Nothing is loaded: the page is one document with one style, which is named by its digest. */
export const homePolicy = `default-src 'none'; img-src data:; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const QUERY = `{
  auditSources { name kind health }
}`;

export interface HomePage {
  /** Where the reader came in, by their own Host header. */
  readonly origin: string;
  readonly introspection: boolean;
  readonly withConsole: boolean;
}

const escaped = (text: string): string => text.replace(/[^\w.:/[\]-]/g, "");

const link = (path: string, what: string): string => `<dt><a href="${path}">${path}</a></dt><dd>${what}</dd>`;

/** For whoever opens the base URL: what this is, where to go, and a first query to paste. */
export const homePage = ({ origin, introspection, withConsole }: HomePage): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>auditgraph</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>auditgraph</h1>
<p>One GraphQL API over the audit trails of OpenStack Nova, Huawei Cloud and Open Telekom Cloud databases, and Atlas load balancers.</p>
<h2>Look around</h2>
<dl>
${introspection ? link("/graphiql", "the API to try out: ten examples, its documentation, completion") : ""}
${withConsole ? link("/console", "the sandbox's audits on one page, made with this API") : ""}
${introspection ? link("/schema.graphql", "the schema, for reading and for code generators") : ""}
${link("/readyz", "can it serve, and how do the sources fare")}
${link("/livez", "does the process run")}
</dl>
<h2>A first query</h2>
<pre tabindex="0"><code>${QUERY}</code></pre>
<p>Send it to <code>/graphql</code>, by POST or GET:</p>
<pre tabindex="0"><code>curl ${escaped(origin)}/graphql -H 'content-type: application/json' \\
  -d '{"query":"${QUERY.replace(/\s+/g, " ")}"}'</code></pre>
</main>
</body>
</html>
`;
