import { manualClock, startSandbox, type Sandbox } from "../../sandbox/index.js";
import { ask, type Answer } from "./support.js";

const clock = manualClock("2026-11-21T00:00:00Z");
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clock });
});
afterAll(() => sandbox.stop());

const user = { name: "admin", domain: { name: "Default" }, password: "admin-pw" };
const project = { name: "admin", domain: { id: "default" } };

const authenticate = (identity: unknown, scope?: unknown, query = ""): Promise<Answer> =>
  ask(`${sandbox.urls.keystone}/auth/tokens${query}`, {
    method: "POST",
    body: JSON.stringify({ auth: { identity, ...(scope !== undefined && { scope }) } }),
  });
const byPassword = (change: object = {}): unknown => ({
  methods: ["password"],
  password: { user: { ...user, ...change } },
});
const tokenIn = (answer: Answer): Record<string, unknown> => answer.json.token as Record<string, unknown>;

describe("a token by password", () => {
  it("comes with 201 CREATED, in a header, with a catalog per region and interface", async () => {
    const answer = await authenticate(byPassword(), { project });
    expect([answer.status, answer.reason]).toEqual([201, "CREATED"]);
    expect(answer.headers["x-subject-token"]).toMatch(/^gAAAAAB[\w-]{176}$/);
    expect(answer.headers["x-openstack-request-id"]).toMatch(/^req-[0-9a-f-]{36}$/);
    const token = tokenIn(answer);
    expect(token).toMatchObject({
      methods: ["password"],
      project: { name: "admin", id: "e1b290d58e6443d6809c50159ba9138d" },
      issued_at: "2026-11-21T00:00:00.000000Z",
      expires_at: "2026-11-21T01:00:00.000000Z",
    });
    const catalog = token.catalog as {
      type: string;
      endpoints: { interface: string; region: string; url: string }[];
    }[];
    expect(catalog.map(({ type }) => type)).toEqual([
      "identity",
      "compute",
      "load-balancer",
      "gaussdb-mysql",
      "rdsv3",
      "ddsv3",
    ]);
    const compute = catalog.find(({ type }) => type === "compute")?.endpoints ?? [];
    expect(compute.find((one) => one.interface === "public" && one.region === "us")?.url).toBe(
      sandbox.urls.sources["compute-us"],
    );
    const rds = catalog.find(({ type }) => type === "rdsv3")?.endpoints ?? [];
    expect(rds[0]?.url).toBe(`${sandbox.urls.rds}/v3/e1b290d58e6443d6809c50159ba9138d`);
  });

  it("has neither project nor roles nor catalog when unscoped, and no catalog with nocatalog", async () => {
    const unscoped = tokenIn(await authenticate(byPassword()));
    expect(Object.keys(unscoped)).not.toEqual(expect.arrayContaining(["project"]));
    expect(unscoped).not.toHaveProperty("roles");
    const bare = tokenIn(await authenticate(byPassword(), { project }, "?nocatalog"));
    expect(bare).toHaveProperty("roles");
    expect(bare).not.toHaveProperty("catalog");
  });

  it("is refused with the same bytes for a wrong password, an unknown user and an unknown project", async () => {
    const answers = await Promise.all([
      authenticate(byPassword({ password: "wrong" }), { project }),
      authenticate(byPassword({ name: "nobody" }), { project }),
      authenticate(byPassword(), { project: { name: "nothing", domain: { id: "default" } } }),
    ]);
    for (const answer of answers) {
      expect([answer.status, answer.reason]).toEqual([401, "UNAUTHORIZED"]);
      expect(answer.text).toBe(
        '{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}',
      );
      expect(answer.headers["www-authenticate"]).toBe(`Keystone uri="${sandbox.urls.keystone}"`);
    }
  });

  it("needs the user's domain, and JSON", async () => {
    const noDomain = await authenticate({
      methods: ["password"],
      password: { user: { name: "admin", password: "admin-pw" } },
    });
    expect(noDomain.status).toBe(400);
    expect(noDomain.text).toContain("Expecting to find domain in user. The server could not comply");
    const malformed = await ask(`${sandbox.urls.keystone}/auth/tokens`, { method: "POST", body: "{" });
    expect(malformed.text).toContain("Expecting to find valid JSON in request body.");
  });
});

describe("other ways to a token", () => {
  it("an application credential brings its own project", async () => {
    const credential = { id: "9c4fd1e3a7b84f06b2d5e8c1f0a39d72", secret: "app-cred-secret" };
    const answer = await authenticate({ methods: ["application_credential"], application_credential: credential });
    expect(answer.status).toBe(201);
    expect(tokenIn(answer)).toMatchObject({ methods: ["application_credential"], project: { name: "admin" } });
    const wrong = { ...credential, secret: "wrong" };
    expect((await authenticate({ methods: ["application_credential"], application_credential: wrong })).status).toBe(
      401,
    );
  });

  it("a token made from a token lives no longer than that one", async () => {
    const id = sandbox.control.keystone.issue({ ttlMs: 60_000 });
    const answer = await authenticate({ methods: ["token"], token: { id } }, { project });
    expect(tokenIn(answer)).toMatchObject({
      methods: ["token", "password"],
      expires_at: "2026-11-21T00:01:00.000000Z",
    });
  });
});

describe("the life of a token", () => {
  it("is validated while it lives, and is a 404 once it has expired or was revoked", async () => {
    const mine = { "X-Auth-Token": sandbox.control.keystone.issue() };
    const short = sandbox.control.keystone.issue({ user: "demo", project: "demo", ttlMs: 5000 });
    const long = sandbox.control.keystone.issue({ user: "demo", project: "demo" });
    const validate = (token: string): Promise<Answer> =>
      ask(`${sandbox.urls.keystone}/auth/tokens`, { headers: { ...mine, "X-Subject-Token": token } });
    expect((await validate(short)).json).toMatchObject({
      token: { user: { name: "demo" }, roles: [{ name: "member" }, { name: "reader" }] },
    });
    clock.advance(5000);
    const expired = await validate(short);
    expect([expired.status, expired.json]).toEqual([
      404,
      { error: { code: 404, message: "Failed to validate token", title: "Not Found" } },
    ]);
    const revoked = await ask(`${sandbox.urls.keystone}/auth/tokens`, {
      method: "DELETE",
      headers: { ...mine, "X-Subject-Token": long },
    });
    expect(revoked.status).toBe(204);
    expect((await validate(long)).json).toMatchObject({ error: { message: "Failed to validate token" } });
    expect((await validate("nonsense")).json).toMatchObject({ error: { message: "Could not recognize Fernet token" } });
  });

  it("lasts as long as control says, and is counted", async () => {
    const before = sandbox.control.keystone.issued;
    sandbox.control.keystone.setTtl(1500);
    const answer = await authenticate(byPassword(), { project });
    sandbox.control.keystone.setTtl(3_600_000);
    expect(tokenIn(answer).expires_at).toBe("2026-11-21T00:00:06.500000Z");
    expect(sandbox.control.keystone.issued).toBe(before + 1);
  });

  it("may be kilobytes long, and is still let in everywhere", async () => {
    sandbox.control.keystone.setTokenLength(9_000);
    const token = sandbox.control.keystone.issue();
    sandbox.control.keystone.setTokenLength(undefined);
    expect(token).toHaveLength(9_000);
    const answer = await ask(`${sandbox.urls.nova}/os-instance_usage_audit_log`, {
      headers: { "X-Auth-Token": token },
    });
    expect(answer.status).toBe(200);
  });

  it("may be looked at by its own user and by an admin only", async () => {
    const demo = sandbox.control.keystone.issue({ user: "demo", project: "demo" });
    const other = sandbox.control.keystone.issue();
    const answer = await ask(`${sandbox.urls.keystone}/auth/tokens`, {
      headers: { "X-Auth-Token": demo, "X-Subject-Token": other },
    });
    expect([answer.status, answer.json.error]).toEqual([403, expect.objectContaining({ title: "Forbidden" })]);
  });
});

it("finds a project's id by its name", async () => {
  const headers = { "X-Auth-Token": sandbox.control.keystone.issue() };
  const answer = await ask(`${sandbox.urls.keystone}/projects?name=eu-west-101`, { headers });
  expect(answer.json.projects).toEqual([expect.objectContaining({ id: "0a84b6e97780d3271fd0c00f2db42932" })]);
});

it("takes a trailing slash, redirects a doubled one with 308, and answers HTML outside /v3", async () => {
  const origin = sandbox.urls.keystone.replace(/\/v3$/, "");
  const body = JSON.stringify({ auth: { identity: byPassword() } });
  expect((await ask(`${origin}/v3/auth/tokens/`, { method: "POST", body })).status).toBe(201);
  const doubled = await ask(`${origin}/v3//auth/tokens`, { method: "POST", body });
  expect([doubled.status, doubled.headers.location]).toEqual([308, `${origin}/v3/auth/tokens`]);
  expect(doubled.text).toContain(`<a href="${origin}/v3/auth/tokens">`);
  for (const path of ["/auth/tokens", "/v2.0/tokens"]) {
    const answer = await ask(`${origin}${path}`, { method: "POST", body });
    expect([answer.status, answer.headers["content-type"]]).toEqual([404, "text/html; charset=utf-8"]);
  }
});
