import { randomUUID } from "node:crypto";
import type { RequestHeaders } from "../access/access-policy.js";

/** What a header may be to be logged and sent back: short, and of harmless characters. */
const REQUEST_ID = /^[\w.:-]{1,128}$/;
const CLIENT_NAME = /^[\w.:@/+-][\w .:@/+-]{0,63}$/;

const sane = (value: string | readonly string[] | undefined, pattern: RegExp): string | undefined =>
  typeof value === "string" && pattern.test(value) ? value : undefined;

/** The router's x-request-id, so that its log and ours speak of one request; one of our own where it sends none. */
export const requestIdOf = (headers: RequestHeaders): string =>
  sane(headers["x-request-id"], REQUEST_ID) ?? randomUUID();

/** What the caller calls itself, by Apollo's convention. */
export const clientNameOf = (headers: RequestHeaders): string | undefined =>
  sane(headers["apollographql-client-name"], CLIENT_NAME);
