import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { type Answer, ask } from "../sandbox/support.js";
import { hasOctavia, octaviaRig, rawBalancers, seedStory, tokenFor } from "./support/octavia-rig.js";
import { formOf, wordsOf } from "./support/shape.js";

/** One place to ask: the real Octavia, or the sandbox's. */
interface Place {
  readonly endpoint: string;
  readonly token: string;
  readonly observerToken: string;
  /** A balancer in ERROR of another project than the observer's, with a tree and without tags. */
  readonly broken: string;
  /** One that was never updated, with an address. */
  readonly fresh: string;
  /** One with a pool that a listener uses, and one that none does. */
  readonly pooled: string;
  /** A working one. */
  readonly active: string;
}

const LIST = "/v2/lbaas/loadbalancers";
const POOLS = "/v2/lbaas/pools";
const PREVIEW = Date.parse("2026-11-27T06:30:00Z");
let sandbox: Sandbox;
let real: Place;
let likeness: Place;

const get = ({ endpoint, token }: Place, path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(`${endpoint}${path}`, { headers: { "X-Auth-Token": token, Accept: "application/json", ...headers } });

type Ask = (place: Place) => Promise<Answer>;
const both = (question: Ask): Promise<[real: Answer, sandbox: Answer]> =>
  Promise.all([question(real), question(likeness)]);

(hasOctavia ? describe : describe.skip)("the sandbox's Octavia and a real one", () => {
  beforeAll(async () => {
    await seedStory();
    // At a time of day at which a preview is being built: that one was never updated.
    sandbox = await startSandbox({ control: false, clock: () => PREVIEW });
    const { keystone } = sandbox.control;
    const token = await tokenFor(octaviaRig.auditor);
    const listed = await rawBalancers(token);
    const found = (test: (each: (typeof listed)[number]) => boolean): string => listed.find(test)?.id ?? "";
    real = {
      endpoint: octaviaRig.endpoint,
      token,
      observerToken: await tokenFor(octaviaRig.observer),
      broken: found((each) => each.name === "lb-14"),
      fresh: found((each) => each.updated_at === null && each.listeners.length + each.pools.length === 0),
      pooled: found((each) => each.name === "lb-14"),
      active: found((each) => each.name === "lb-02"),
    };
    const own = sandbox.control.octavia.balancers();
    const like = (test: (each: (typeof own)[number]) => boolean): string =>
      own.find((each) => each.vipAddress !== null && each.provider === "amphora" && test(each))?.id ?? "";
    likeness = {
      endpoint: sandbox.urls.octavia,
      token: keystone.issue({ user: "lb-auditor", project: "demo" }),
      observerToken: keystone.issue({ user: "lb-observer", project: "demo" }),
      broken: like(
        (each) =>
          each.provisioningStatus === "ERROR" &&
          each.operatingStatus === "ERROR" &&
          each.hasTree &&
          each.projectId !== "6047a6bb792f4b7994d9e448d99e3303",
      ),
      fresh: like((each) => each.updated === null),
      pooled: like((each) => each.hasTree && each.hasSparePool),
      active: like((each) => each.provisioningStatus === "ACTIVE" && each.operatingStatus === "ONLINE" && each.hasTree),
    };
  });
  afterAll(() => sandbox.stop());

  const accepted: readonly (readonly [string, Ask])[] = [
    ["a balancer", (place) => get(place, `${LIST}/${place.broken}`)],
    ["one that was never updated", (place) => get(place, `${LIST}/${place.fresh}`)],
    ["a balancer by v2.0, with .json", (place) => get(place, `/v2.0/lbaas/loadbalancers/${place.active}.json`)],
    ["a balancer without lbaas in the path", (place) => get(place, `/v2/loadbalancers/${place.active}`)],
    ["a status tree", (place) => get(place, `${LIST}/${place.broken}/status`)],
    ["a status tree by its other name", (place) => get(place, `${LIST}/${place.active}/statuses`)],
    ["a list of one", (place) => get(place, `${LIST}?id=${place.broken}`)],
    ["a list with a slash at its end", (place) => get(place, `${LIST}/?id=${place.broken}`)],
    ["a full page with links", (place) => get(place, `${LIST}?id=${place.broken}&limit=1&sort=id`)],
    ["an empty list", (place) => get(place, `${LIST}?name=nobody-has-this-name`)],
    ["a project that nobody has", (place) => get(place, `${LIST}?project_id=${"0".repeat(32)}&limit=1`)],
    ["chosen fields", (place) => get(place, `${LIST}?id=${place.broken}&fields=id&fields=name`)],
    ["a field that is none", (place) => get(place, `${LIST}?id=${place.broken}&fields=nope`)],
    ["a marker", (place) => get(place, `${LIST}?id=nobody&sort=id&marker=${place.active}`)],
    ["the pools of a balancer", (place) => get(place, `${POOLS}?loadbalancer_id=${place.pooled}&sort=id&limit=200`)],
    [
      "a full page of pools",
      (place) => get(place, `${POOLS}?loadbalancer_id=${place.pooled}&sort=id&limit=1&fields=id`),
    ],
    ["the pools of nobody", (place) => get(place, `${POOLS}?loadbalancer_id=nobody`)],
    ["the versions", (place) => ask(`${place.endpoint}/`)],
  ];
  test.each(accepted)("answer alike: %s", async (_name, question) => {
    const [fromReal, fromSandbox] = await both(question);
    expect(fromReal.status).toBe(200);
    expect(formOf(fromSandbox)).toEqual(formOf(fromReal));
  });

  const masked = (answer: Answer): unknown =>
    JSON.parse(JSON.stringify(wordsOf(answer)).replace(/[0-9a-f]{8}-[\w-]{27}/g, "<uuid>"));
  const refused: readonly (readonly [string, Ask])[] = [
    ["no token", (place) => ask(`${place.endpoint}${LIST}`)],
    ["a token that is none", (place) => get(place, LIST, { "X-Auth-Token": "nonsense" })],
    ["no token, at a path that is none", (place) => ask(`${place.endpoint}/nope`)],
    ["an unknown balancer", (place) => get(place, `${LIST}/nobody`)],
    ["the status of an unknown balancer", (place) => get(place, `${LIST}/nobody/status`)],
    ["an unknown path", (place) => get(place, "/v2/nope")],
    ["an unknown path for anything", (place) => get(place, "/nope", { Accept: "*/*" })],
    ["another's balancer", (place) => get({ ...place, token: place.observerToken }, `${LIST}/${place.broken}`)],
    [
      "another's project",
      (place) => get({ ...place, token: place.observerToken }, `${LIST}?project_id=${"0".repeat(32)}`),
    ],
    ["an unknown marker", (place) => get(place, `${LIST}?marker=nobody`)],
    ["an unknown filter", (place) => get(place, `${LIST}?changes-since=2026-01-01`)],
    ["a filter by the other name of the project", (place) => get(place, `${LIST}?tenant_id=x`)],
    ["a collection as a filter", (place) => get(place, `${LIST}?listeners=x`)],
    ["an unknown marker among pools", (place) => get(place, `${POOLS}?marker=nobody`)],
    ["an unknown filter of pools", (place) => get(place, `${POOLS}?provider=x`)],
    ["limit 0", (place) => get(place, `${LIST}?limit=0`)],
    ["a limit in words", (place) => get(place, `${LIST}?limit=abc`)],
    ["a limit in words, for anything", (place) => get(place, `${LIST}?limit=abc`, { Accept: "*/*" })],
    ["a sort key that is none", (place) => get(place, `${LIST}?sort=nope`)],
    ["a direction that is none", (place) => get(place, `${LIST}?sort=id:up`)],
  ];
  test.each(refused)("refuse alike: %s", async (_name, question) => {
    const [fromReal, fromSandbox] = await both(question);
    expect(fromReal.status).toBeGreaterThanOrEqual(400);
    expect(masked(fromSandbox)).toEqual(masked(fromReal));
  });

  test("a filter that is given twice is a 500 with the statement in it", async () => {
    const [fromReal, fromSandbox] = await both((place) => get(place, `${LIST}?name=a&name=b`));
    for (const { status, json } of [fromReal, fromSandbox]) {
      expect([status, json.faultcode, Object.keys(json)]).toEqual([
        500,
        "Server",
        ["faultcode", "faultstring", "debuginfo"],
      ]);
      expect(json.faultstring).toMatch(/pymysql\.err\.OperationalError[\s\S]*\[SQL: SELECT load_balancer\./);
    }
  });

  test("a limit that is given twice is no answer at all", async () => {
    for (const place of [real, likeness]) await expect(get(place, `${LIST}?limit=1&limit=2`)).rejects.toThrow();
  });

  test("walks lose the same: nothing by id or status, and by time what was never updated", async () => {
    for (const place of [real, likeness]) {
      const listed = (await get(place, `${LIST}?limit=1000`)).json.loadbalancers as { updated_at: string | null }[];
      const lost = async (sort: string): Promise<number> => {
        const met: string[] = [];
        for (;;) {
          const marker = met.length === 0 ? "" : `&marker=${met.at(-1) ?? ""}`;
          const { json } = await get(place, `${LIST}?limit=20&sort=${sort}${marker}`);
          const page = (json.loadbalancers as { id: string }[]).map(({ id }) => id);
          if (page.length === 0) return listed.length - met.length;
          met.push(...page);
        }
      };
      const never = listed.filter((each) => each.updated_at === null).length;
      expect([await lost("id"), await lost("provisioning_status:desc,id:asc"), await lost("updated_at:desc")]).toEqual([
        0,
        0,
        never,
      ]);
    }
  });
});
