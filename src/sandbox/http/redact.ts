import type { IncomingHttpHeaders } from "node:http";

const SECRET_HEADERS = new Set(["authorization", "x-auth-token", "x-subject-token", "x-security-token", "cookie"]);

/** Headers with the credentials replaced by their kind, so that a reader still sees how the caller came. */
export const publicHeaders = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const text = Array.isArray(value) ? value.join(", ") : (value ?? "");
      if (!SECRET_HEADERS.has(name)) return [name, text];
      return [name, name === "authorization" ? `${text.split(" ", 1)[0] ?? ""} (removed)` : "(removed)"];
    }),
  );

/** A URL without the signature of a signed link. */
export const publicUrl = (url: string): string => url.replace(/([?&]Signature=)[^&]*/g, "$1(removed)");
