import type { Asked } from "./fault.js";

const SECRET_KEYS = new Set(["password", "secret", "secretKey", "securityToken", "token"]);

const pairsOf = (raw: string): [name: string, value: string][] => {
  const parts = raw.split("\n");
  return parts.flatMap((name, i) =>
    i % 2 === 0 ? [[name.toLowerCase(), parts[i + 1] ?? ""] as [string, string]] : [],
  );
};

/** What a request proves its sender with: a token, a password in Base64, a signature. */
const proofsOf = ({ headers }: Asked): string[] =>
  pairsOf(headers).flatMap(([name, value]) => {
    if (name === "x-auth-token" || name === "x-security-token") return [value];
    return name === "authorization"
      ? [/^Basic (.+)$|Signature=(\w+)$/.exec(value)?.slice(1).find(Boolean) ?? value]
      : [];
  });

/** Every secret of a run: those of the configuration, and those that were made from them and sent. */
export const canariesOf = (sources: readonly Record<string, unknown>[], sent: readonly Asked[]): readonly string[] => {
  const written = sources.flatMap(({ credentials }) =>
    Object.entries(credentials as Record<string, unknown>).flatMap(([key, value]) =>
      SECRET_KEYS.has(key) && typeof value === "string" ? [value] : [],
    ),
  );
  return [...new Set([...written, ...sent.flatMap(proofsOf)])];
};

/** Which of them a text holds, as they are or encoded for a URL. */
export const found = (canaries: readonly string[], text: string): string[] =>
  canaries.filter((canary) => text.includes(canary) || text.includes(encodeURIComponent(canary)));
