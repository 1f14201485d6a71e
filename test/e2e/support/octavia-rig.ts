import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { type Answer, ask } from "../../sandbox/support.js";
import { freePort } from "../../support/free-port.js";
import { byPassword, type Source } from "./product.js";
import { logIn } from "./raw.js";
import { type Account, rig } from "./rig.js";

const SCRIPT = `${import.meta.dirname}/../real-octavia.sh`;
const access = JSON.parse(process.env.REAL_OCTAVIA ?? "{}") as Record<string, string | undefined>;

/** False where run.mjs could start no Octavia, and has said so. */
export const hasOctavia = access.LOAD_BALANCER_ENDPOINT !== undefined;

const fact = (key: string): string => access[key] ?? "";
const account = (key: string): Account => ({
  username: fact(`${key}_USERNAME`),
  password: fact("MEMBER_PASSWORD"),
  projectName: fact("MEMBER_PROJECT_NAME"),
});

/** The real Octavia that runs, as real-octavia.sh tells of it. */
export const octaviaRig = {
  endpoint: fact("LOAD_BALANCER_ENDPOINT"),
  /** By the roles load-balancer_*: all projects, for reading. */
  auditor: account("AUDITOR"),
  /** Its own project, for reading. */
  observer: account("OBSERVER"),
  /** No role of load-balancer_*. */
  plainReader: account("PLAIN_READER"),
  ownProject: fact("PROJECT_WORKSHOP"),
  otherProject: fact("PROJECT_STUDIO"),
} as const;

const env = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  // start's own ports: a daemon's settings name them.
  KEYSTONE_PORT: new URL(rig.authUrl).port,
  OCTAVIA_PORT: hasOctavia ? new URL(octaviaRig.endpoint).port : "",
  ...more,
});

const script = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  promisify(execFile)("bash", [SCRIPT, ...args], { env: env(more) });

/** The seeded story anew. */
export const seedStory = async (): Promise<void> => {
  await script(["seed"]);
};

/** Statements in Octavia's own database: what no broker and no worker do here. */
export const sql = async (statements: string): Promise<void> => {
  const child = spawn("bash", [SCRIPT, "sql"], { env: env(), stdio: ["pipe", "ignore", "inherit"] });
  child.stdin.end(statements);
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error(`sql: exit code ${code}`);
};

/** One more Octavia over the same database; resolves with its endpoint when it answers. */
export const runOctavia = async (
  name: string,
  { pageMax = 1000, roles = "named" }: { readonly pageMax?: number; readonly roles?: "named" | "keystone" } = {},
): Promise<string> => {
  const port = await freePort();
  await script(["run", "octavia", name, String(port)], { PAGE_MAX: String(pageMax), ROLES: roles, WORKERS: "1" });
  return `http://127.0.0.1:${port}`;
};

export const runDatabase = async (): Promise<void> => {
  await script(["run", "mariadb"]);
};

export const endOctaviaDaemon = async (name: string): Promise<void> => {
  await script(["end", name]);
};

/** The real Octavia as a source; the catalog tells its endpoint. A first answer to a new token takes it seconds. */
export const balancers = (change: Source = {}, as: Account = octaviaRig.auditor): Source => ({
  name: "balancers",
  kind: "octavia",
  region: "RegionOne",
  timeoutMs: 20_000,
  credentials: byPassword(as),
  ...change,
});

export interface RawBalancer {
  readonly id: string;
  readonly name: string;
  readonly project_id: string;
  readonly provisioning_status: string;
  readonly operating_status: string;
  readonly created_at: string;
  readonly updated_at: string | null;
  readonly provider: string;
  readonly vip_address: string;
  readonly listeners: readonly unknown[];
  readonly pools: readonly unknown[];
}

export const tokenFor = async (as: Account): Promise<string> => String((await logIn(as)).headers["x-subject-token"]);

export const askOctavia = (token: string, path: string, endpoint = octaviaRig.endpoint): Promise<Answer> =>
  ask(`${endpoint}${path}`, { headers: { "X-Auth-Token": token, Accept: "application/json" } });

/** POST, PUT and DELETE as any client would; only an administrator may. */
export const changeOctavia = (token: string, method: string, path: string, body?: object): Promise<Answer> =>
  ask(`${octaviaRig.endpoint}${path}`, {
    method,
    headers: { "X-Auth-Token": token, Accept: "application/json", ...(body && { "Content-Type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });

/** Every balancer that it lists, in one call. */
export const rawBalancers = async (token: string): Promise<readonly RawBalancer[]> => {
  const { json } = await askOctavia(token, "/v2/lbaas/loadbalancers?sort=id&limit=1000");
  return json.loadbalancers as RawBalancer[];
};
