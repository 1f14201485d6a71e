import type { RecordKey } from "../../../src/audit/record.js";
import { type Sandbox, type ServiceName, startSandbox } from "../../../sandbox/index.js";
import type { SourceConfig } from "../../../src/config/sources.js";
import type { Upstream } from "./kind-fixture.js";
import { inOrder, NOW } from "./read.js";

/** The sandbox's ready configuration, as the registry takes it. */
export const configuredSources = (sandbox: Sandbox): SourceConfig[] =>
  sandbox.configuration().sources.map((source) => ({
    ...(source as unknown as SourceConfig),
    kind: String(source.kind).toUpperCase() as SourceConfig["kind"],
    region: (source.region ?? null) as string | null,
  }));

export const byPassword = (sandbox: Sandbox, projectName: string): SourceConfig["credentials"] => ({
  type: "password",
  authUrl: sandbox.urls.keystone,
  username: "admin",
  password: "admin-pw",
  userDomainName: "Default",
  projectName,
  projectDomainName: "Default",
});

/** One source of a sandbox that `prepare` has filled; it returns the truth. */
export const sandboxUpstream = async (
  name: ServiceName,
  prepare: (sandbox: Sandbox) => readonly RecordKey[],
  change: (source: SourceConfig, sandbox: Sandbox) => SourceConfig = (source) => source,
): Promise<Upstream> => {
  const sandbox = await startSandbox({ clock: () => NOW, control: false });
  const truth = inOrder(prepare(sandbox));
  const { faults, log } = sandbox.control;
  const ready = configuredSources(sandbox).find((source) => source.name === name);
  if (!ready) throw new Error(`the sandbox configures no ${name}`);
  const source = change(ready, sandbox);
  return { source, truth, faults, log, stop: () => sandbox.stop() };
};
