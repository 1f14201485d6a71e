import type { RecordKey } from "../../../src/audit/record.js";
import { type Sandbox, type ServiceName, startSandbox } from "../../../src/sandbox/index.js";
import type { ConfiguredSource } from "../../../src/sources/registry.js";
import type { Upstream } from "./kind-fixture.js";
import { inOrder, NOW } from "./read.js";

/** A source of the sandbox's ready configuration, as the registry takes it. */
export const configuredSource = (sandbox: Sandbox, name: ServiceName): ConfiguredSource => {
  const found = sandbox.configuration().sources.find((source) => source.name === name);
  if (!found) throw new Error(`the sandbox configures no ${name}`);
  return {
    ...(found as unknown as ConfiguredSource),
    kind: String(found.kind).toUpperCase() as ConfiguredSource["kind"],
    region: (found.region ?? null) as string | null,
  };
};

export const byPassword = (sandbox: Sandbox, projectName: string): ConfiguredSource["credentials"] => ({
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
  change: (source: ConfiguredSource, sandbox: Sandbox) => ConfiguredSource = (source) => source,
): Promise<Upstream> => {
  const sandbox = await startSandbox({ clock: () => NOW, control: false });
  const truth = inOrder(prepare(sandbox));
  const { faults, log } = sandbox.control;
  const source = change(configuredSource(sandbox, name), sandbox);
  return { source, truth, faults, log, stop: () => sandbox.stop() };
};
