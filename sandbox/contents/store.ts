import { type Call, headerOf, piecesReply, type Reply, textReply } from "../http.js";
import { hex } from "../world.js";
import type { ObjectFaults, StoredObject } from "./objects.js";

/** The store's own errors: XML, with a code. */
export const storeError = (status: number, code: string, message: string): Reply =>
  textReply(
    status,
    "application/xml",
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  );

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The one range that is asked for, within the object; undefined where it is none, which the store ignores. */
const rangeIn = (header: string | undefined, size: number): Range | undefined => {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "") {
    const tail = Number(last);
    return last === "" || tail === 0 || size === 0 ? undefined : { from: Math.max(0, size - tail), to: size };
  }
  const [from, to] = [Number(first), last === "" ? size : Math.min(size, Number(last) + 1)];
  return from < to && from < size ? { from, to } : undefined;
};

/** What a signed link covers besides its path: a header that was not signed with it breaks the signature. */
const breaksSignature = (call: Call): boolean =>
  call.method !== "GET" ||
  headerOf(call, "content-type") !== undefined ||
  Object.keys(call.headers).some((name) => name.startsWith("x-obs-"));

/** Serves an object behind a link that is good: whole, or the one range that is asked for. */
export const serveObject = (call: Call, object: StoredObject, faults: ObjectFaults, seed: number): Reply => {
  if (breaksSignature(call)) return storeError(403, "SignatureDoesNotMatch", "The signature does not match.");
  if (headerOf(call, "authorization") !== undefined || headerOf(call, "x-auth-token") !== undefined) {
    return storeError(400, "InvalidRequest", "A signed link takes no other credentials.");
  }
  const wanted = headerOf(call, "if-match");
  if (wanted !== undefined && wanted !== object.etag) {
    return storeError(412, "PreconditionFailed", "The object is another one.");
  }
  if (faults.range === "refused") return storeError(416, "InvalidRange", "The range is not satisfiable.");
  const range = faults.range === "ignored" ? undefined : rangeIn(headerOf(call, "range"), object.size);
  const { from, to } = range ?? { from: 0, to: object.size };
  const shift = faults.range === "shifted" ? 1 : 0;
  const headers: [string, string][] = [
    ["Content-Type", "binary/octet-stream"],
    ["Accept-Ranges", "bytes"],
    ["x-obs-request-id", hex(32, seed, call.source, call.number)],
  ];
  if (faults.etag !== false) headers.push(["ETag", object.etag]);
  if (range) headers.push(["Content-Range", `bytes ${from + shift}-${to - 1 + shift}/${object.size}`]);
  const pieces = { length: to - from, read: (a: number, b: number) => object.read(from + a, from + b) };
  return piecesReply(range ? 206 : 200, pieces, headers);
};
