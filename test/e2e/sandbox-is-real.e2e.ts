import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { type Answer, ask, type Question } from "../sandbox/support.js";
import { rig } from "./support/rig.js";
import { formOf, wordsOf } from "./support/shape.js";
import { logIn, revoke } from "./support/raw.js";

/** One place to ask: the real services, or the sandbox's. */
interface Place {
  readonly authUrl: string;
  readonly endpoint: string;
  readonly password: string;
  readonly token: string;
  readonly memberToken: string;
  readonly ownProject: string;
  readonly otherProject: string;
}

const RESOURCE = "os-instance_usage_audit_log";
const domain = { name: "Default" };
const identity = (place: Place, user: object = {}): object => ({
  methods: ["password"],
  password: { user: { name: "admin", domain, password: place.password, ...user } },
});
const project = { project: { name: "admin", domain } };

const nova = (place: Place, path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(`${place.endpoint}${path}`, { headers: { "X-Auth-Token": place.token, ...headers } });
const postToken = (place: Place, auth: object, query = ""): Promise<Answer> =>
  ask(`${place.authUrl}/auth/tokens${query}`, { method: "POST", body: JSON.stringify({ auth }) });
const tokens = (place: Place, method: string, subject: string, caller = place.token): Promise<Answer> =>
  ask(`${place.authUrl}/auth/tokens`, {
    method,
    headers: { "X-Auth-Token": caller, "X-Subject-Token": subject },
  } satisfies Question);
const freshToken = async (place: Place): Promise<string> =>
  String((await postToken(place, { identity: identity(place), scope: project })).headers["x-subject-token"]);

let sandbox: Sandbox;
let real: Place;
let likeness: Place;
beforeAll(async () => {
  sandbox = await startSandbox();
  const [admin, member] = await Promise.all([logIn(rig.admin), logIn(rig.member)]);
  const projectOf = ({ json }: Answer): string => (json.token as { project: { id: string } }).project.id;
  real = {
    authUrl: rig.authUrl,
    endpoint: rig.endpoint,
    password: rig.admin.password,
    token: String(admin.headers["x-subject-token"]),
    memberToken: String(member.headers["x-subject-token"]),
    ownProject: projectOf(admin),
    otherProject: projectOf(member),
  };
  const { keystone } = sandbox.control;
  likeness = {
    authUrl: sandbox.urls.keystone,
    endpoint: sandbox.urls.nova,
    password: "admin-pw",
    token: keystone.issue(),
    memberToken: keystone.issue({ user: "demo", project: "demo" }),
    ownProject: "e1b290d58e6443d6809c50159ba9138d",
    otherProject: "6047a6bb792f4b7994d9e448d99e3303",
  };
  // As in the real one, a host has not run the last month's audit.
  const last = new Date();
  const begin = Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - 1, 1);
  sandbox.control.nova().setRow(begin, "cmp-06.eu.example", null);
});
afterAll(() => sandbox.stop());

type Ask = (place: Place) => Promise<Answer>;
const both = async (question: Ask): Promise<[real: Answer, sandbox: Answer]> =>
  Promise.all([question(real), question(likeness)]);

describe("answers have the same status, headers and fields", () => {
  const accepted: readonly (readonly [string, Ask])[] = [
    ["the index", (place) => nova(place, `/${RESOURCE}`)],
    ["a period", (place) => nova(place, `/${RESOURCE}/2024-07-15%2000:00:00`)],
    ["a period before all rows", (place) => nova(place, `/${RESOURCE}/2001-07-15%2000:00:00`)],
    ["a period by the project's path", (place) => nova(place, `/${place.ownProject}/${RESOURCE}`)],
    ["the latest microversion", (place) => nova(place, `/${RESOURCE}`, { "OpenStack-API-Version": "compute latest" })],
    ["a token", (place) => postToken(place, { identity: identity(place), scope: project })],
    [
      "a token without catalog",
      (place) => postToken(place, { identity: identity(place), scope: project }, "?nocatalog"),
    ],
    ["an unscoped token", (place) => postToken(place, { identity: identity(place) })],
    ["a validated token", (place) => tokens(place, "GET", place.token)],
    ["a member's validated token", (place) => tokens(place, "GET", place.memberToken)],
    ["a revocation", async (place) => tokens(place, "DELETE", await freshToken(place))],
    ["the version of Keystone", (place) => ask(place.authUrl)],
    ["the versions of Nova", (place) => ask(place.endpoint.replace("v2.1", ""))],
  ];
  test.each(accepted)("%s", async (_name, question) => {
    const [fromReal, fromSandbox] = await both(question);
    expect(fromReal.status).toBeLessThan(300);
    expect(formOf(fromSandbox)).toEqual(formOf(fromReal));
  });
});

const ACCEPTS = [
  "application/json",
  "text/html",
  "*/*",
  "application/*",
  "text/plain",
  "application/json;q=0.5, text/html;q=0.2",
  "text/html, application/json",
  "application/json, */*;q=0.1",
  "application/json;q=0",
];

describe("refusals have the same status, headers and words", () => {
  const withToken =
    (token: string): Ask =>
    (place) =>
      nova(place, `/${RESOURCE}`, { "X-Auth-Token": token });
  const refused: readonly (readonly [string, Ask])[] = [
    ["no token", (place) => ask(`${place.endpoint}/${RESOURCE}`)],
    ["a token that is none", withToken("nonsense")],
    ["no token, at a path that is none", (place) => ask(`${place.endpoint}/nope`)],
    ["a member", (place) => nova(place, `/${RESOURCE}`, { "X-Auth-Token": place.memberToken })],
    ["a member, with a bad time", (place) => nova(place, `/${RESOURCE}/x`, { "X-Auth-Token": place.memberToken })],
    ["an unknown path", (place) => nova(place, "/nope")],
    ...ACCEPTS.map((accept): [string, Ask] => [
      `an unknown path for ${accept}`,
      (place) => nova(place, "/nope", { Accept: accept }),
    ]),
    ["a path above the versions of Nova", (place) => ask(place.endpoint.replace("v2.1", "nope"))],
    ["the root of Keystone", (place) => ask(place.authUrl.replace("/v3", "/"))],
    ["a slash at the end", (place) => nova(place, `/${RESOURCE}/`)],
    ["another project's path", (place) => nova(place, `/${place.otherProject}/${RESOURCE}`)],
    ["a project that is none", (place) => nova(place, `/not-a-project/${RESOURCE}`)],
    [
      "a microversion out of range",
      (place) => nova(place, `/${RESOURCE}`, { "OpenStack-API-Version": "compute 2.999" }),
    ],
    ["a malformed microversion", (place) => nova(place, `/${RESOURCE}`, { "OpenStack-API-Version": "compute abc" })],
    ["the year 1", (place) => nova(place, `/${RESOURCE}/0001-01-15%2000:00:00`)],
    ["a wrong password", (place) => postToken(place, { identity: identity(place, { password: "x" }), scope: project })],
    ["an unknown user", (place) => postToken(place, { identity: identity(place, { name: "nobody" }), scope: project })],
    [
      "an unknown project",
      (place) => postToken(place, { identity: identity(place), scope: { project: { name: "nope", domain } } }),
    ],
    ["a user without a domain", (place) => postToken(place, { identity: identity(place, { domain: undefined }) })],
    ["a body that is no JSON", (place) => ask(`${place.authUrl}/auth/tokens`, { method: "POST", body: "{" })],
    ["a validation without a token", (place) => ask(`${place.authUrl}/auth/tokens`)],
    ["a validation of no token", (place) => tokens(place, "GET", "nonsense")],
    ["a member's look at another's token", (place) => tokens(place, "GET", place.token, place.memberToken)],
    ["a path outside of v3", (place) => ask(place.authUrl.replace("/v3", "/v2.0/tokens"))],
    ["a doubled slash", (place) => ask(`${place.authUrl}//auth/tokens`, { method: "POST", body: "{}" })],
  ];
  test.each(refused)("%s", async (_name, question) => {
    const [fromReal, fromSandbox] = await both(question);
    expect(fromReal.status).toBeGreaterThanOrEqual(300);
    expect(wordsOf(fromSandbox)).toEqual(wordsOf(fromReal));
  });

  test("a revoked token, to Nova and to Keystone", async () => {
    const [gone, goneHere] = await Promise.all([freshToken(real), freshToken(likeness)]);
    await revoke(gone);
    sandbox.control.keystone.revoke(goneHere);
    const [fromReal, fromSandbox] = await Promise.all([
      nova(real, `/${RESOURCE}`, { "X-Auth-Token": gone }),
      nova(likeness, `/${RESOURCE}`, { "X-Auth-Token": goneHere }),
    ]);
    expect(wordsOf(fromSandbox)).toEqual(wordsOf(fromReal));
    const [looked, lookedHere] = await Promise.all([tokens(real, "GET", gone), tokens(likeness, "GET", goneHere)]);
    expect(wordsOf(lookedHere)).toEqual(wordsOf(looked));
  });
});

describe("what a time may look like", () => {
  const FORMS = [
    "2024-10-15%2000:00:00",
    "2024-10-15%2000:00:00.5",
    "2024-10-15%2000:00:00.123456",
    "2024-10-15%2000%3A00%3A00",
    "2024-1-5%200:0:0",
    "2024-10-15%20%2000:00:00",
    "2024-10-15%0900:00:00",
    "9999-12-31%2023:59:59",
    "2024-10-15%2000:00:00.1234567",
    "2024-10-15+00:00:00",
    "2024-10-15T00:00:00",
    "2024-10-15T00:00:00Z",
    "2024-10-15T00:00:00%2B00:00",
    "2024-10-15%2000:00:00%2B00:00",
    "2024-10-15",
    "2024-10-15%2000:00",
    "2024-10-15%2000:00:00%20",
    "1760486400",
    "2024-04-31%2000:00:00",
    "2024-10-15%2023:59:60",
    "%E2%82%AC",
    "%3Cb%3E",
    "2024-10-15%2000:00:00.json",
    "2024-10-15%2000:00:00/x",
    "2024%2F10%2F15",
  ];
  test.each(FORMS)("%s", async (form) => {
    const [fromReal, fromSandbox] = await both((place) => nova(place, `/${RESOURCE}/${form}`));
    if (fromReal.status !== 200) {
      expect(wordsOf(fromSandbox)).toEqual(wordsOf(fromReal));
      return;
    }
    const bounds = ({ json }: Answer): unknown[] => {
      const { period_beginning, period_ending } = json.instance_usage_audit_log as Record<string, unknown>;
      return [period_beginning, period_ending];
    };
    expect([fromSandbox.status, ...bounds(fromSandbox)]).toEqual([200, ...bounds(fromReal)]);
  });
});
