import { sendJson, startServer, type TestServer } from "./http-server.js";

export interface TestKeystone extends TestServer {
  /** Tokens given out, the latest last. */
  readonly issued: string[];
  lifetimeMs: number;
}

/** A small identity service; the sandbox has the faithful one. Passwords other than "right" are refused. */
export const startKeystone = async (now: () => number, catalog: unknown = []): Promise<TestKeystone> => {
  const server = await startServer((response, request) => {
    if (request.method === "POST" && !request.body.includes('"right"')) {
      sendJson(response, 401, { error: { code: 401, message: "no", title: "Unauthorized" } });
      return;
    }
    if (request.method === "POST") keystone.issued.push(`token-${keystone.issued.length + 1}`);
    const issued = new Date(now()).toISOString();
    const expires = new Date(now() + keystone.lifetimeMs).toISOString();
    const token = { issued_at: issued, expires_at: expires, project: { id: "project-1" }, catalog };
    sendJson(response, 201, { token }, { "x-subject-token": keystone.issued.at(-1) ?? "" });
  });
  const keystone: TestKeystone = Object.assign(server, { issued: [], lifetimeMs: 3_600_000 });
  return keystone;
};
