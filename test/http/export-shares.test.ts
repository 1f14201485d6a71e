import { anonymous } from "../../src/server/access/policy.js";
import { Scope } from "../../src/audit/session.js";
import { urlOf } from "./support/exports.js";
import { type ServedProduct, startProduct } from "./support/product.js";
import { WaitingSource } from "./support/waiting-source.js";

const PART = 8;
const everyScope = new Set(Object.values(Scope));
const MOST = 32;

describe("exports under way", () => {
  let product: ServedProduct;
  let slow: WaitingSource;
  beforeEach(async () => {
    slow = new WaitingSource();
    product = await startProduct({
      sources: [slow.source],
      access: {
        callerOf: ({ authorization }) =>
          typeof authorization === "string"
            ? { key: authorization, token: undefined, scopes: everyScope }
            : { ...anonymous, scopes: everyScope },
      },
    });
  });
  afterEach(() => product.stop());

  const begin = (who?: string): Promise<Response> =>
    fetch(urlOf(product, { list: "usageAuditPeriods" }), { headers: who === undefined ? {} : { authorization: who } });
  const beBelieved = (who: string): Promise<unknown> =>
    product.ask("{ auditSources { name } }", {}, { authorization: who });
  const begun = async (exports: number): Promise<void> => {
    while (slow.reads < exports) await slow.asked();
  };
  const refusalOf = async (answer: Response): Promise<unknown[]> => {
    const { errors } = (await answer.json()) as { errors: { message: string }[] };
    return [answer.status, answer.headers.get("retry-after"), errors[0]?.message];
  };
  const OF_CALLER = [429, "10", `${PART} exports of this caller are under way: ask again in 10 s.`];

  test("are eight of one caller at most, and 32 of all", async () => {
    const callers = Array.from({ length: MOST / PART }, (_, i) => `caller-${i}`);
    for (const who of [...callers, "late"]) await beBelieved(who);
    const answers: Promise<Response>[] = [];
    for (const who of callers) {
      answers.push(...Array.from({ length: PART }, () => begin(who)));
      await begun(answers.length);
      if (who !== callers.at(-1)) expect(await refusalOf(await begin(who))).toEqual(OF_CALLER);
    }
    expect(await refusalOf(await begin("late"))).toEqual([429, "10", "32 exports are under way: ask again in 10 s."]);
    slow.release();
    for (const answer of await Promise.all(answers))
      expect([answer.status, (await answer.text()) !== ""]).toEqual([200, true]);
    const again = begin("late");
    await begun(MOST + 1);
    slow.release();
    expect((await again).status).toBe(200);
  });

  test("of those who were not believed yet are eight together, and keep nobody out who was", async () => {
    await beBelieved("known");
    const answers = Array.from({ length: PART }, (_, i) => begin(i % 2 === 0 ? undefined : `new-${i}`));
    await begun(PART);
    expect(await refusalOf(await begin("newer"))).toEqual(OF_CALLER);
    answers.push(begin("known"));
    await begun(PART + 1);
    slow.release();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(PART + 1).fill(200));
  });
});
