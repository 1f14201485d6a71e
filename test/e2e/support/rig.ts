import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { freePort } from "../../support/free-port.js";

const SCRIPT = `${import.meta.dirname}/../real-nova.sh`;
const access = JSON.parse(process.env.REAL_NOVA ?? "{}") as Record<string, string | undefined>;

const fact = (key: string): string => {
  const value = access[key];
  if (value === undefined) throw new Error(`no real services to test against (${key}): npm run test:e2e`);
  return value;
};
/** A month of the seeded story, named by its end. */
const month = (key: string): number => Date.parse(`${fact(key).replace(" ", "T")}Z`);

/** The real services that run, as real-nova.sh tells of them. */
export const rig = {
  authUrl: fact("OS_AUTH_URL"),
  endpoint: fact("COMPUTE_ENDPOINT"),
  /** What the catalog lists for RegionTwo; nothing listens there until a test runs a Nova. */
  secondEndpoint: fact("SECOND_COMPUTE_ENDPOINT"),
  admin: { username: fact("OS_USERNAME"), password: fact("OS_PASSWORD"), projectName: fact("OS_PROJECT_NAME") },
  member: {
    username: fact("MEMBER_USERNAME"),
    password: fact("MEMBER_PASSWORD"),
    projectName: fact("MEMBER_PROJECT_NAME"),
  },
  reader: {
    username: fact("READER_USERNAME"),
    password: fact("MEMBER_PASSWORD"),
    projectName: fact("MEMBER_PROJECT_NAME"),
  },
  /** Ends of months, milliseconds since the epoch. */
  story: {
    unfinished: month("UNFINISHED_MONTH"),
    withErrors: month("MONTH_WITH_ERRORS"),
    withoutRows: month("MONTH_WITHOUT_ROWS"),
    oddState: month("MONTH_WITH_ODD_STATE"),
    stuckHost: month("MONTH_WITH_STUCK_HOST"),
    oneHost: month("MONTH_OF_ONE_HOST"),
    sevenHosts: month("MONTH_OF_SEVEN_HOSTS"),
    madeUp: month("MONTH_MADE_UP"),
    broken: month("BROKEN_MONTH"),
    oldest: month("OLDEST_MONTH"),
  },
} as const;

export interface Account {
  readonly username: string;
  readonly password: string;
  readonly projectName: string;
}

export interface DaemonSettings {
  readonly period?: string;
  readonly closing?: "announced" | "silent" | "no-length";
  readonly workers?: number;
  readonly tokenSeconds?: number;
  /** A free one when omitted. */
  readonly port?: number;
}

const portOf = (url: string): number => Number(new URL(url).port);
const script = (args: readonly string[], env: Record<string, string>) =>
  promisify(execFile)("bash", [SCRIPT, ...args], {
    env: {
      ...process.env,
      // start's own ports: a daemon's settings name them.
      KEYSTONE_PORT: String(portOf(rig.authUrl)),
      NOVA_PORT: String(portOf(rig.endpoint)),
      ...env,
    },
  });

const runDaemon = async (service: "nova" | "keystone", name: string, settings: DaemonSettings): Promise<string> => {
  const { period = "month", closing = "announced", workers = 1, tokenSeconds = 3_600 } = settings;
  const port = settings.port ?? (await freePort());
  await script(["run", service, name, String(port)], {
    AUDIT_PERIOD: period,
    CLOSING: closing,
    WORKERS: String(workers),
    TOKEN_TTL: String(tokenSeconds),
  });
  return `http://127.0.0.1:${port}/${service === "nova" ? "v2.1" : "v3"}`;
};

/** One more Nova over the same database; resolves with its endpoint when it answers. */
export const runNova = (name: string, settings: DaemonSettings = {}): Promise<string> =>
  runDaemon("nova", name, settings);

/** One more Keystone over the same users and keys: its tokens are good at every Nova here. */
export const runKeystone = (name: string, settings: DaemonSettings = {}): Promise<string> =>
  runDaemon("keystone", name, settings);

/** The Keystone that every Nova here validates at. */
export const runMainKeystone = (): Promise<string> =>
  runKeystone("keystone", { port: portOf(rig.authUrl), workers: 2 });

export const endDaemon = async (name: string): Promise<void> => {
  await script(["end", name], {});
};
