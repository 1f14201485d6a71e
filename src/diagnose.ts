import type { Sandbox } from "#sandbox";
import { accessFindings } from "./access-findings.js";
import { requireSandbox } from "./built-sandbox.js";
import { type Environment, setting } from "./config/environment.js";
import { loadConfig } from "./config/load.js";
import type { Config } from "./config/parse.js";
import { DEADLINE_MS, examine } from "./doctor/examine.js";
import { type AccessReport, exitCodeOf, jsonOf, tableOf } from "./doctor/report.js";
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

const accessReport = (config: Config, upstreams: Upstreams): AccessReport => ({
  mode: config.access.mode,
  rows: accessFindings(config, createSources(config.sources, upstreams)).map(({ verdict, result, cure }) => ({
    check: "scope",
    verdict,
    result,
    cure,
  })),
});

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
  const found = await examine(config.sources, { upstreams, clock, deadlineMs, token: setting(env, "OS_TOKEN") });
  const sources = found.map((report, at) => {
    const source = config.sources[at];
    return { ...report, settings: source === undefined ? [] : settingsTold(source) };
  });
  const report = { access: accessReport(config, upstreams), sources };
  return {
    text: json ? jsonOf(report) : tableOf(report),
    exitCode: exitCodeOf(report),
    close: async () => {
      await upstreams.close();
      await sandbox?.stop();
    },
  };
};
