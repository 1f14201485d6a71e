import { createHash, createHmac } from "node:crypto";

export interface SigningKey {
  readonly accessKey: string;
  readonly secretKey: string;
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** X-Sdk-Date of a time. */
const sdkDate = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");

/** A client's side of SDK-HMAC-SHA256, written apart from the server's: the headers to send. */
export const signRequest = (
  method: string,
  url: string,
  key: SigningKey,
  time: number,
  extra: Record<string, string> = {},
  body = "",
  unsigned: readonly string[] = [],
): Record<string, string> => {
  const { host, pathname, searchParams } = new URL(url);
  const headers: Record<string, string> = { Host: host, "X-Sdk-Date": sdkDate(time), ...extra };
  const signed = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !unsigned.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(";");
  const query = [...searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join("");
  const canonical = [method, `${pathname}/`, query, lines, names, hash(body)].join("\n");
  const text = ["SDK-HMAC-SHA256", sdkDate(time), hash(canonical)].join("\n");
  const signature = createHmac("sha256", key.secretKey).update(text).digest("hex");
  return {
    ...headers,
    Authorization: `SDK-HMAC-SHA256 Access=${key.accessKey}, SignedHeaders=${names}, Signature=${signature}`,
  };
};
