import { hash } from "node:crypto";

/** SHA-256 of a text, as base64url. In one step: a Hash object costs more than the digest of a short text. */
export const sha256 = (text: string): string => hash("sha256", text, "base64url");
