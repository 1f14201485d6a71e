import { hash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { codingFor } from "./http/compress.js";
import { type Answer, type Exchange, nothingAt, READING, type Route } from "./http/exchange.js";

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

/** A style that stands inline, in a page's policy. */
const inlineSource = (css: string): string => `'sha256-${hash("sha256", css, "base64")}'`;

/** Nothing is loaded: the page is one document with one style, which is named by its digest. */
export const homePolicy = `default-src 'none'; img-src data:; style-src ${inlineSource(STYLE)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const QUERY = `{
  auditSources { name kind health }
}`;

interface HomePage {
  /** Where the reader came in, by their own Host header. */
  readonly origin: string;
  readonly introspection: boolean;
  readonly withConsole: boolean;
}

const escaped = (text: string): string => text.replace(/[^\w.:/[\]-]/g, "");

const link = (path: string, what: string): string => `<dt><a href="${path}">${path}</a></dt><dd>${what}</dd>`;

/** For a person who opens the base URL: what this is, where to go, and a first query to paste. */
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
<p>One GraphQL API over the audit trails of OpenStack Nova, Huawei Cloud and Open Telekom Cloud databases, and OpenStack load balancers.</p>
<h2>Look around</h2>
<dl>
${introspection ? link("/graphiql", "the API to try out: examples for what is configured, its documentation, completion") : ""}
${withConsole ? link("/console", "what went wrong lately, how much was written, and every record, on one page") : ""}
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

const BANNER_CSS =
  "[data-sandbox]{color-scheme:light dark;margin:0;padding:.5rem 1rem;font:600 14px/1.5 system-ui,sans-serif;text-align:center;color:light-dark(#6b4300,#f3d18b);background:light-dark(#fdf0d5,#33290f)}";

const BANNER = `<style>${BANNER_CSS}</style><p data-sandbox role="note">This is the sandbox: all data are made up.</p>`;

/** Above everything on a page, before any script of it runs: nobody may take made-up data for a cloud's. */
const underBanner = (html: string): string => {
  const [tag = ""] = /<body[^>]*>/.exec(html) ?? [];
  return tag === "" ? BANNER + html : html.replace(tag, () => tag + BANNER);
};

/**
 * What a page may load: only this server's own files, so that no other host can be asked for anything. A page whose
 * editor writes style elements of its own (Monaco) needs `inlineStyles`; scripts are never inline. A browser that
 * reads a style's digest ignores 'unsafe-inline', so only one of the two is named.
 */
export const pagePolicy = ({ inlineStyles }: { readonly inlineStyles: boolean }): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${inlineStyles ? "'unsafe-inline'" : inlineSource(BANNER_CSS)}`,
    "connect-src 'self'",
    "worker-src 'self'",
    // Icons and fonts stand in the style sheets as data.
    "img-src 'self' data:",
    "font-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Beside what src is compiled to; scripts/build-pages.mjs fills it. */
const BUILT = fileURLToPath(new URL("./pages/", import.meta.url));

/** What pages are made of. A file of another kind is not served. */
const TYPES: ReadonlyMap<string, string> = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "application/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".ttf", "font/ttf"],
  [".woff2", "font/woff2"],
  [".svg", "image/svg+xml"],
  [".png", "image/png"],
]);

/** The page itself is asked for anew each time; its assets have a hash of what they hold in their names. */
const ANEW = "public, max-age=0";
const KEPT = "public, max-age=31536000, immutable";

interface PageOptions {
  /** Its path below /, and its folder among the built pages. */
  readonly name: string;
  readonly inlineStyles: boolean;
  /** Asked on every request: where false, there is nothing at its path. */
  readonly offered: () => boolean;
  /** The page says that its data are made up. */
  readonly isSandbox: boolean;
}

interface Found {
  readonly file: string;
  readonly bytes: number;
  readonly changedAt: Date;
}

const find = async (file: string): Promise<Found | undefined> => {
  try {
    const found = await stat(file);
    return found.isFile() ? { file, bytes: found.size, changedAt: found.mtime } : undefined;
  } catch {
    return undefined;
  }
};

/** A name in the page's folder; undefined for what would lead out of it, or to a file that begins with a dot. */
const nameIn = (path: string): string | undefined =>
  /^(?:[\w@-][\w.@-]*\/)*[\w@-][\w.@-]*$/.test(path) ? path : undefined;

/** Has the browser this very file? By the tag that it was given; without one by the time. */
const isKnown = ({ headers }: Exchange, tag: string, changedAt: Date): boolean => {
  const tags = headers["if-none-match"];
  if (tags !== undefined) return tags.split(",").some((each) => [tag, "*"].includes(each.trim()));
  // Headers have whole seconds.
  return Date.parse(headers["if-modified-since"] ?? "") >= Math.floor(changedAt.getTime() / 1_000) * 1_000;
};

const notBuilt: Answer = {
  status: 503,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: `This page is not built yet. Build it with "npm run build", then reload.\n`,
};

/** One built page at /name. A page that is not built says how to build it. */
export const builtPage = ({ name, inlineStyles, offered, isSandbox }: PageOptions): readonly Route[] => {
  const folder = join(BUILT, name);
  const policy = { "content-security-policy": pagePolicy({ inlineStyles }), "referrer-policy": "no-referrer" };

  /** A file of the page, compressed where it was and the browser takes that; undefined where there is none. */
  const fileAnswer = async (exchange: Exchange, path: string, caching: string): Promise<Answer | undefined> => {
    const type = TYPES.get(extname(path));
    const plain = type === undefined ? undefined : await find(join(folder, path));
    if (type === undefined || !plain) return undefined;
    const zipped = codingFor(exchange, ["gzip"]) ? await find(`${plain.file}.gz`) : undefined;
    const { file, bytes, changedAt } = zipped ?? plain;
    const tag = `W/"${bytes.toString(16)}-${changedAt.getTime().toString(16)}"`;
    const headers = {
      ...policy,
      "cache-control": caching,
      "last-modified": changedAt.toUTCString(),
      etag: tag,
      vary: "accept-encoding",
    };
    if (isKnown(exchange, tag, changedAt)) return { status: 304, headers, body: "" };
    const coding = zipped ? { "content-encoding": "gzip" } : {};
    return { status: 200, headers: { ...headers, "content-type": type, ...coding }, body: await readFile(file) };
  };
  /** Not kept by the browser, for the same file without its banner has the same time and size. */
  const markedAnswer = async (): Promise<Answer | undefined> => {
    const found = await find(join(folder, "index.html"));
    if (!found) return undefined;
    const headers = { ...policy, "cache-control": "no-store", "content-type": "text/html; charset=utf-8" };
    return { status: 200, headers, body: underBanner(await readFile(found.file, "utf8")) };
  };
  const page: Route["handle"] = async (exchange) =>
    (await (isSandbox ? markedAnswer() : fileAnswer(exchange, "index.html", ANEW))) ?? {
      ...notBuilt,
      headers: { ...policy, ...notBuilt.headers },
    };
  const asset: Route["handle"] = async (exchange) => {
    const path = nameIn(exchange.path.slice(`/${name}/`.length));
    const answer = path === undefined ? undefined : await fileAnswer(exchange, path, KEPT);
    if (!answer) throw nothingAt(exchange.method, exchange.path);
    return answer;
  };
  return [
    { path: `/${name}`, methods: READING, offered, handle: page },
    { path: `/${name}/`, methods: READING, offered, handle: page },
    { path: `/${name}/*`, methods: READING, offered, handle: asset },
  ];
};
