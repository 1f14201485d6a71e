import { request } from "undici";
import { AuditError } from "../../../src/audit/errors.js";
import type { AnySource } from "../../../src/audit/sources.js";
import { ManualPace } from "./manual-pace.js";
import type { ServedProduct } from "./product.js";
import { daysAgo, iso } from "./world.js";

export const WINDOW = { from: iso(daysAgo(100)), to: iso(daysAgo(0)) };

export interface Exported {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly trailers: Readonly<Record<string, string>>;
}
export type Line = Readonly<Record<string, unknown>> & { readonly cursor: string };
export interface Ending {
  readonly complete: boolean;
  readonly cursor: string | null;
  readonly gaps: readonly { readonly source: string; readonly missing: readonly object[] }[];
  readonly skipped: readonly string[];
  readonly error?: { readonly code: string };
}

export const urlOf = (product: ServedProduct, params: Record<string, string | readonly string[]>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...WINDOW, ...params })) {
    for (const each of typeof value === "string" ? [value] : value) search.append(name, each);
  }
  return `${product.baseUrl}/export?${search.toString()}`;
};

export const linesOf = (text: string): Line[] =>
  text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith('{"export":'))
    .map((line) => JSON.parse(line) as Line);
export const endingOf = ({ text }: Exported): Ending =>
  (JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as { export: Ending }).export;

/** Fails from this read of files on, or from another on again. */
export const failingFrom = (source: AnySource, isFailing: () => boolean): AnySource => {
  if (source.subject !== "database") throw new Error("not a database");
  return {
    ...source,
    open: (session) => {
      const reader = source.open(session);
      return {
        ...reader,
        files: (id, filter) => {
          const timeline = reader.files(id, filter);
          return {
            ...timeline,
            read: async function* (asked) {
              if (isFailing()) throw new AuditError("UPSTREAM_UNAVAILABLE", "It is down.", { retryable: true });
              yield* timeline.read(asked);
            },
          };
        },
      };
    },
  };
};

export type Parameters = Record<string, string | readonly string[]>;

export const getExport = async (
  product: ServedProduct,
  params: Parameters,
  headers: Record<string, string> = {},
): Promise<Exported> => {
  const answer = await request(urlOf(product, params), { headers });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, text, trailers: answer.trailers };
};

/** A pace whose time passes by itself, as soon as something waits. */
export const swiftPace = (): ManualPace => {
  const pace = new ManualPace();
  const after = pace.after.bind(pace);
  pace.after = (ms, callback) => {
    const cancel = after(ms, callback);
    setImmediate(() => pace.pass(ms));
    return cancel;
  };
  return pace;
};
