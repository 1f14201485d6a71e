import { readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Answer, Exchange } from "../http/exchange.js";
import { nothingAt, READING, type Route } from "../http/routes.js";
import { pagePolicy } from "./page-policy.js";
import { underBanner } from "./sandbox-banner.js";

/** Beside the compiled sources; scripts/build-pages.mjs fills it. */
const BUILT = fileURLToPath(new URL("../../pages/", import.meta.url));

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

export interface PageOptions {
  /** Its path below /, and its folder among the built pages. */
  readonly name: string;
  readonly inlineStyles: boolean;
  /** Asked on every request: where false, there is nothing at its path. */
  readonly offered: () => boolean;
  /** Asked on every request: where true, the page says that its data are made up. */
  readonly isSandbox: () => boolean;
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

const takesGzip = ({ headers }: Exchange): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(headers["accept-encoding"] ?? "");

/** Has the browser this very file? By the tag that it was given, or else by the time. */
const isKnown = ({ headers }: Exchange, tag: string, changedAt: Date): boolean => {
  const tags = headers["if-none-match"];
  if (tags !== undefined) return tags.split(",").some((each) => [tag, "*"].includes(each.trim()));
  // Headers have whole seconds.
  return Date.parse(headers["if-modified-since"] ?? "") >= Math.floor(changedAt.getTime() / 1_000) * 1_000;
};

const notBuilt: Answer = {
  status: 503,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: `This page is not built yet. Build it with "npm run build:pages", then reload.\n`,
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
    const zipped = takesGzip(exchange) ? await find(`${plain.file}.gz`) : undefined;
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
    (await (isSandbox() ? markedAnswer() : fileAnswer(exchange, "index.html", ANEW))) ?? {
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
