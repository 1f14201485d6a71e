import type { Sandbox } from "../../sandbox/index.js";
import { startConfigured } from "./support/configured-product.js";

const NAMED = ["compute-eu", "mysql-eu", "lb"];
const sourcesOf = (sandbox: Sandbox): Record<string, unknown>[] =>
  sandbox.configuration().sources.filter(({ name }) => NAMED.includes(String(name)));
const credentials = {
  type: "password",
  username: "admin",
  password: "admin-pw",
  userDomainName: "Default",
  projectName: "admin",
};
const keystone =
  (roles?: object) =>
  ({ urls }: Sandbox): object => ({ mode: "keystone", keystone: { authUrl: urls.keystone, credentials, roles } });

interface Line {
  readonly level: string;
  readonly scope?: string;
  readonly msg: string;
}

/** What the start says of the scopes. */
const told = async (
  access: (sandbox: Sandbox) => object,
  sources: (sandbox: Sandbox) => object[] = sourcesOf,
): Promise<string[]> => {
  const product = await startConfigured((sandbox) => ({ access: access(sandbox), sources: sources(sandbox) }));
  const lines = product.lines.map((line) => JSON.parse(line) as Line).filter(({ scope }) => scope !== undefined);
  await product.stop();
  return lines.map(({ level, msg }) => `${level} ${msg}`);
};

describe("the start says what each scope opens to whom", () => {
  test("by Keystone's roles, admins alone where nothing is said", async () => {
    const admin = "whoever has the role admin in any project may";
    expect(await told(keystone())).toEqual([
      `info audit:read: ${admin} list usage audits, instances and log files of sources compute-eu, mysql-eu`,
      `info audit:admin: ${admin} list load balancers and their alerts of source lb`,
      `info audit:download: ${admin} get download links of source mysql-eu`,
      `info audit:content: ${admin} read the statements in log files of source mysql-eu`,
    ]);
  });

  test("and warns where every member of a project gets what a source shows to admins alone", async () => {
    const roles = { "audit:read": ["auditor", "reader"], "audit:admin": ["Member"], "audit:download": ["reader"] };
    const lines = await told(keystone(roles));
    expect(lines.filter((line) => line.startsWith("info"))).toHaveLength(4);
    expect(lines[0]).toContain("whoever has the role auditor or reader in any project may list");
    expect(lines.filter((line) => line.startsWith("warn"))).toEqual([
      "warn audit:read: every member of any project has the role reader, and sees what source compute-eu shows to admins alone. " +
        'Name a role in access.keystone.roles."audit:read" that only those have who may see it.',
      "warn audit:admin: every member of any project has the role Member, and sees what source lb shows to admins alone. " +
        'Name a role in access.keystone.roles."audit:admin" that only those have who may see it.',
    ]);
  });

  test("and leaves it to a source that is asked in the caller's own name", async () => {
    const forwarded = ({ urls }: Sandbox): object[] => [
      { name: "own", kind: "nova", endpoint: urls.nova, credentials: { type: "forward" } },
    ];
    const opened = "list usage audits of source own (as far as it lets the caller itself)";
    expect(await told(keystone({ "audit:read": ["reader"], "audit:admin": [] }), forwarded)).toEqual([
      `info audit:read: whoever has the role reader in any project may ${opened}`,
      "info audit:admin: opens nothing: no source has what it is for",
      "info audit:download: opens nothing: no source has what it is for",
      "info audit:content: opens nothing: no source has what it is for",
    ]);
  });

  test("and opens no contents of a source whose configuration does not enable them", async () => {
    const closed = (sandbox: Sandbox): object[] =>
      sourcesOf(sandbox).map((source) =>
        Object.fromEntries(Object.entries(source).filter(([key]) => key !== "contents")),
      );
    expect((await told(keystone(), closed))[3]).toBe("info audit:content: opens nothing: no source has what it is for");
  });

  test("of a scope that no role grants", async () => {
    expect((await told(keystone({ "audit:admin": [] })))[1]).toBe(
      "info audit:admin: nobody, since no role grants it, may list load balancers and their alerts of source lb",
    );
  });

  test("in mode open, by who can reach it", async () => {
    expect((await told(() => ({ mode: "open" })))[1]).toBe(
      "info audit:admin: whoever can reach this server at 127.0.0.1 may list load balancers and their alerts of source lb",
    );
  });

  test("in mode jwt, by the claim, and names no URL", async () => {
    const jwt = {
      jwksUri: "http://127.0.0.1:9/jwks",
      issuer: "http://issuer.example",
      audience: "a",
      scopeClaim: "scp",
    };
    const lines = await told(() => ({ mode: "jwt", jwt }));
    expect(lines[2]).toBe(
      'info audit:download: whoever brings a token of the issuer whose claim "scp" holds audit:download may get download links of source mysql-eu',
    );
    expect(lines.join("")).not.toContain("http");
  });
});
