import { accessTold } from "./access-findings.js";
import type { Config, Environment } from "./config/config.js";
import { loadConfig } from "./config/load.js";
import { parseConfig } from "./config/parse.js";
import { setting } from "./config/environment.js";
import { DEADLINE_MS, examine } from "./doctor/examine.js";
import { type AccessReport, exitCodeOf, jsonOf, tableOf } from "./doctor/report.js";
import { startSandbox } from "#sandbox";
import { settingsTold } from "./settings-told.js";
import { createSources, sourceKinds } from "./sources/registry.js";
import { type Clock, systemClock } from "./upstream/clock.js";
import { createUpstreams, type Upstreams } from "./upstream/upstreams.js";

export interface DiagnoseOptions {
  /** The file that --config names. */
  readonly file: string | undefined;
  /** --sandbox. */
  readonly sandbox?: boolean;
  /** For machines; else a table. */
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
  rows: accessTold(config, createSources(config.sources, upstreams)).map(({ verdict, result, cure }) => ({
    check: "scope",
    verdict,
    result,
    cure,
  })),
});

/**
 * Looks at the sources that the configuration names, or at the sandbox's. Throws ConfigError for a configuration that
 * is wrong: print its message, exit with its exitCode.
 */
export const diagnose = async (options: DiagnoseOptions): Promise<Diagnosis> => {
  const { file, json = false, env, clock = systemClock, deadlineMs = DEADLINE_MS } = options;
  const loaded = loadConfig({ file, sandbox: options.sandbox ?? false, env, kinds: sourceKinds });
  const sandbox = loaded.mode === "sandbox" ? await startSandbox({ control: false }) : undefined;
  const config: Config =
    loaded.mode === "configured"
      ? loaded
      : parseConfig(sandbox?.configuration(), { origin: "sandbox", env, kinds: sourceKinds });
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
