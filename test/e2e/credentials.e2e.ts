import { sleep, systemClock } from "../../src/upstream/clock.js";
import { byPassword, compute, type Product, type Source, withProduct } from "./support/product.js";
import { askAudit, logIn, revoke, tokenOf } from "./support/raw.js";
import { endDaemon, rig, runKeystone, runNova } from "./support/rig.js";
import { WireTap } from "./support/wire-tap.js";

const LAST = `{ usageAuditPeriod(source: "compute") { end } }`;
const END = { usageAuditPeriod: { end: expect.stringMatching(/T00:00:00Z$/) as string } };

let tap: WireTap;
beforeEach(() => {
  tap = new WireTap();
});
afterEach(() => tap.stop());

/** The one operation, so many times, one after the other. */
const repeat = async (product: Product, times: number): Promise<void> => {
  for (let i = 0; i < times; i += 1) expect(await product.data(LAST)).toEqual(END);
};
const untilRefused = async (token: string): Promise<void> => {
  while ((await askAudit(token)).status !== 401) await sleep(systemClock, 200);
};

describe("accounts", () => {
  test.each([rig.member, rig.reader])("one that is no admin ($username) is UPSTREAM_REJECTED", async (account) => {
    await withProduct([compute({ credentials: byPassword(account) })], async (product) => {
      const [failure] = await product.errors(LAST);
      expect(failure?.message).toBe(`Source "compute" denied this gateway's account the permission.`);
      expect(failure?.extensions).toMatchObject({ code: "UPSTREAM_REJECTED", retryable: false });
      expect(tap.audits.map(({ status }) => status)).toEqual([403]);
    });
  });

  test("a wrong password is UPSTREAM_REJECTED, told without it, and tried once", async () => {
    const credentials = byPassword({ ...rig.admin, password: "not-the-password" });
    await withProduct([compute({ credentials })], async (product) => {
      for (let i = 0; i < 3; i += 1) {
        const [failure] = await product.errors(LAST);
        expect(failure?.message).toBe('The identity service refused the credentials of source "compute".');
        expect(failure?.extensions).toMatchObject({ code: "UPSTREAM_REJECTED", retryable: false });
      }
      expect(tap.logins).toBe(1);
      expect(product.lines.join("")).not.toContain("not-the-password");
    });
  });

  test("an application credential is as good as its owner's password", async () => {
    const answer = await logIn(rig.admin);
    const { user } = answer.json.token as { user: { id: string } };
    const response = await fetch(`${rig.authUrl}/users/${user.id}/application_credentials`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-auth-token": String(answer.headers["x-subject-token"]) },
      body: JSON.stringify({ application_credential: { name: `e2e-${Date.now()}`, secret: "of-the-application" } }),
    });
    const { application_credential: made } = (await response.json()) as { application_credential: { id: string } };
    const credentials = {
      type: "applicationCredential",
      authUrl: rig.authUrl,
      id: made.id,
      secret: "of-the-application",
    };
    await withProduct([compute({ credentials, endpoint: undefined })], (product) => repeat(product, 2));
  });

  test("a token may be given", async () => {
    const credentials = { type: "token", token: await tokenOf() };
    await withProduct([compute({ credentials })], (product) => repeat(product, 2));
  });
});

describe("the catalog", () => {
  test("leads to the region's endpoint where none is configured", async () => {
    await runNova("second", { period: "day", port: Number(new URL(rig.secondEndpoint).port) });
    const sources = ["RegionOne", "RegionTwo"].map((region) => ({
      ...compute({ name: region.toLowerCase(), region }),
      endpoint: undefined,
    }));
    try {
      await withProduct(sources, async (product) => {
        const { one, two } = await product.data<Record<"one" | "two", { begin: string; end: string }>>(
          `{ one: usageAuditPeriod(source: "regionone") { begin end }
             two: usageAuditPeriod(source: "regiontwo") { begin end } }`,
        );
        expect(Date.parse(one.end) - Date.parse(one.begin)).toBeGreaterThan(27 * 86_400_000);
        expect(Date.parse(two.end) - Date.parse(two.begin)).toBe(86_400_000);
        expect(tap.audits.map(({ origin }) => origin).sort()).toEqual(
          [rig.endpoint, rig.secondEndpoint].map((url) => new URL(url).origin).sort(),
        );
        expect(tap.logins).toBe(1);
      });
    } finally {
      await endDaemon("second");
    }
  });

  test("a region that it does not list is a clear refusal", async () => {
    await withProduct([{ ...compute({ region: "RegionNine" }), endpoint: undefined }], async (product) => {
      const [failure] = await product.errors(LAST);
      expect(failure?.extensions).toMatchObject({ code: "UPSTREAM_REJECTED" });
      expect(failure?.message).toContain('source "compute"');
    });
  });
});

describe("tokens that end", () => {
  const TOKEN_SECONDS = 6;
  const source = (authUrl: string): Source => compute({ credentials: byPassword(rig.admin, authUrl) });
  let brief: string;
  beforeEach(async () => {
    brief = await runKeystone("brief", { tokenSeconds: TOKEN_SECONDS });
  });
  afterEach(() => endDaemon("brief"));

  test("a token is renewed through its life, and no operation sees it end", async () => {
    await withProduct([source(brief)], async (product) => {
      const until = Date.now() + 2.2 * TOKEN_SECONDS * 1_000;
      while (Date.now() < until) {
        await repeat(product, 1);
        await sleep(systemClock, 100);
      }
      expect(tap.logins).toBeGreaterThanOrEqual(3);
    });
  });

  test("a token that Nova finds expired is replaced once, however many operations wait, and none fails", async () => {
    // This product's clock stands still, so only Nova can tell that the token has ended.
    const now = Date.now();
    await withProduct(
      [source(brief)],
      async (product) => {
        await repeat(product, 1);
        await untilRefused(String(tap.audits[0]?.token));
        // The next token lives an hour.
        await endDaemon("brief");
        await runKeystone("brief", { port: Number(new URL(brief).port) });
        tap.clear();
        await Promise.all(Array.from({ length: 100 }, () => repeat(product, 1)));
        expect(tap.audits.map(({ status }) => status)).toContain(401);
        expect(tap.logins).toBe(1);
      },
      { ...systemClock, now: () => now },
    );
  });
});

describe("a token that was revoked", () => {
  // Each of Nova's processes remembers for five minutes that the token was good; they answer in turns.
  const WARM = 30;

  test("is replaced once, and no operation fails", async () => {
    await withProduct([compute()], async (product) => {
      await repeat(product, WARM);
      const token = String(tap.audits[0]?.token);
      await revoke(token);
      tap.clear();
      await repeat(product, WARM);
      expect(tap.audits.length).toBeLessThanOrEqual(WARM + 1);
      expect(tap.logins).toBeLessThanOrEqual(1);
      // Had no process asked Keystone again, the old token would still be in use.
      const last = tap.audits.at(-1);
      expect(last?.token === token ? last.status : tap.logins).toBe(last?.token === token ? 200 : 1);
    });
  });

  test("and cannot be replaced is refused at once where Nova refuses it, without a loop", async () => {
    const token = await tokenOf();
    await withProduct([compute({ credentials: { type: "token", token } })], async (product) => {
      await repeat(product, 2);
      await revoke(token);
      tap.clear();
      for (let i = 0; i < WARM; i += 1) {
        const [failure] = await product.errors(LAST);
        expect([undefined, "UPSTREAM_REJECTED"]).toContain(failure?.extensions.code);
      }
      expect(tap.audits).toHaveLength(WARM);
      expect(tap.logins).toBe(0);
    });
  });
});
