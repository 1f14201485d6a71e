import type { Sandbox } from "#sandbox";
import { type AccessAtWork, accessAtWork } from "./access-at-work.js";
import { accessFindings } from "./access-findings.js";
import type { Caller, EndSignal } from "./audit/session.js";
import { requireSandbox } from "./built-sandbox.js";
import { type Environment, setting } from "./config/environment.js";
import { loadConfig } from "./config/load.js";
import type { Config } from "./config/parse.js";
import { detect } from "./contents/detect.js";
import { DEADLINE_MS, deadlineOf, examine } from "./doctor/examine.js";
import { type AccessReport, exitCodeOf, jsonOf, type Row, tableOf } from "./doctor/report.js";
import { cacheReport, tracesReport } from "./shared-findings.js";
import { settingsTold } from "./settings-told.js";
import { createSources, sourceKinds } from "./sources/registry.js";
import { type Clock, systemClock } from "./upstream/clock.js";
import { createUpstreams, type Upstreams } from "./upstream/upstreams.js";

export interface DiagnoseOptions {
  /** The file that --config names. */
  readonly file: string | undefined;
  /** --sandbox. */
  readonly sandbox?: boolean;
  /** For machines, in place of a table. */
  readonly json?: boolean;
  readonly env: Environment;
  readonly clock?: Clock;
  readonly deadlineMs?: number;
}

export interface Diagnosis {
  readonly text: string;
  readonly exitCode: 0 | 1 | 2;
  /** Closes what is still open. */
  close(): Promise<void>;
}

const accessReport = (config: Config, upstreams: Upstreams, looked: readonly Row[]): AccessReport => {
  const opened = accessFindings(config, createSources(config.sources, upstreams));
  const scopes = opened.map(({ verdict, result, cure }) => ({ check: "scope", verdict, result, cure }));
  return { mode: config.access.mode, rows: [...scopes, ...looked] };
};

/** The caller that OS_TOKEN speaks for, as the access policy places it; the token alone where it does not. */
const callerOf = async (
  { policy }: AccessAtWork,
  token: string | undefined,
  signal: EndSignal,
): Promise<Pick<Caller, "token" | "project">> => {
  if (token === undefined) return { token };
  try {
    const { project } = await policy.callerOf({ "x-auth-token": token }, signal);
    return { token, project };
  } catch {
    return { token };
  }
};

/** Loaded only where it is asked for. */
const startSandbox = async (env: Environment): Promise<{ readonly config: Config; readonly sandbox?: Sandbox }> =>
  (await import("./configured-sandbox.js")).startConfiguredSandbox(env, { control: false });

/**
 * Looks at the sources that the configuration names, or at the sandbox's. Throws ConfigError for a configuration that
 * is wrong: print its message, exit with its exitCode.
 */
export const diagnose = async (options: DiagnoseOptions): Promise<Diagnosis> => {
  const { file, json = false, env, clock = systemClock, deadlineMs = DEADLINE_MS } = options;
  await requireSandbox({ file, env });
  const loaded = loadConfig({ file, sandbox: options.sandbox ?? false, env, kinds: sourceKinds });
  const { config, sandbox } = loaded.mode === "sandbox" ? await startSandbox(env) : { config: loaded };
  const upstreams = createUpstreams({ clock, proxy: config.proxy, deadlineMs });
  const access = await accessAtWork(config, { upstreams, clock });
  const deadline = deadlineOf(clock, deadlineMs);
  const { signal } = deadline;
  const token = setting(env, "OS_TOKEN");
  const caller = await callerOf(access, token, signal);
  const [found, looked, cache, traces] = await Promise.all([
    examine(config.sources, {
      upstreams,
      clock,
      signal,
      caller,
      formOf: (first, isWhole) => detect(first, isWhole).format,
    }),
    access.check({ signal, token }),
    cacheReport(config, clock),
    tracesReport(config),
  ]).finally(() => deadline.settled());
  const sources = found.map((report, at) => {
    const source = config.sources[at];
    return { ...report, settings: source === undefined ? [] : settingsTold(source) };
  });
  const shared = [
    ...(cache ? [{ name: "cache" as const, ...cache }] : []),
    ...(traces ? [{ name: "traces" as const, ...traces }] : []),
  ];
  const report = { access: accessReport(config, upstreams, looked), shared, sources };
  return {
    text: json ? jsonOf(report) : tableOf(report),
    exitCode: exitCodeOf(report),
    close: async () => {
      await Promise.all([upstreams.close(), access.close()]);
      await sandbox?.stop();
    },
  };
};
