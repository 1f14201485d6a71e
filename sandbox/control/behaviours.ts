import { isPeriodSetting } from "../nova/calendar.js";
import { type DatabaseName, type NovaName, SERVICE_NAMES, type ServiceName } from "../world.js";
import type { SandboxControl } from "./control.js";
import type { FileInput } from "./instance.js";

/** A control request that cannot be understood: 400 with this sentence. */
export class BadControlRequest extends Error {}

type Input = Record<string, unknown>;

export const inputObject = (value: unknown): Input => {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new BadControlRequest("The body is not a JSON object.");
  return value as Input;
};

export const isServiceName = (value: unknown): value is ServiceName => SERVICE_NAMES.some((name) => name === value);

/** The source that a control request names. */
const sourceOf = (input: Input): ServiceName => {
  const { source } = input;
  if (!isServiceName(source)) throw new BadControlRequest(`source: one of ${SERVICE_NAMES.join(", ")}.`);
  return source;
};

/** Whether each given key is known and each value is of its type or one of its words. */
const checkKeys = (
  input: Input,
  known: Readonly<Record<string, readonly string[] | "string" | "number" | "boolean">>,
): void => {
  for (const [key, value] of Object.entries(input)) {
    const rule = Object.hasOwn(known, key) ? known[key] : undefined;
    if (rule === undefined)
      throw new BadControlRequest(`${key}: unknown here; known are ${Object.keys(known).join(", ")}.`);
    if (typeof rule === "string" ? typeof value !== rule : !rule.includes(String(value))) {
      throw new BadControlRequest(`${key}: ${typeof rule === "string" ? `a ${rule}` : `one of ${rule.join(", ")}`}.`);
    }
  }
};

const applyNova = (control: SandboxControl, name: NovaName, { period, rewriteHistory, ...rest }: Input): void => {
  checkKeys(rest, {
    transport: ["close", "silent-close", "keep-alive", "no-content-length"],
    cachingWorkers: "number",
    keystoneDown: "boolean",
    cell0: "boolean",
    maxMicroversion: "number",
  });
  const nova = control.nova(name).behave(rest);
  if (period === undefined) return;
  if (typeof period !== "string" || !isPeriodSetting(period)) {
    throw new BadControlRequest("period: hour, day, month or year, with an optional @offset.");
  }
  nova.setPeriod(period, { rewriteHistory: rewriteHistory === true });
};

const filesOf = (value: unknown): FileInput[] => {
  if (!Array.isArray(value)) throw new BadControlRequest("Files: a list of objects with a begin.");
  return value.map((file: unknown) => inputObject(file) as unknown as FileInput);
};

const applyDatabase = (control: SandboxControl, name: DatabaseName, input: Input): void => {
  const { instance: id, setFiles, append, insert, remove, prune, keepDays, ...rest } = input;
  checkKeys(rest, {
    order: ["ascending", "descending", "none", "reshuffled"],
    filter: ["begin", "overlap", "containment"],
    boundary: ["inclusive", "exclusive"],
    offset: "string",
    gone: "boolean",
  });
  const database = control.database(name);
  if (typeof id !== "string" || !database.ids().includes(id))
    throw new BadControlRequest(`instance: one of ${database.ids().join(", ")}.`);
  const instance = database.instance(id).behave(rest);
  if (setFiles !== undefined) instance.setFiles(filesOf(setFiles));
  if (append !== undefined) instance.append(...filesOf(append));
  if (insert !== undefined) instance.insert(...filesOf(insert));
  if (Array.isArray(remove)) instance.remove(remove.map(String));
  if (typeof prune === "number") instance.prune(prune);
  if (typeof keepDays === "number") instance.setPolicy(keepDays);
};

const applyAtlas = (control: SandboxControl, input: Input): void => {
  checkKeys(input, {
    changesSince: ["code", "documented"],
    auditAlerts: ["last", "all", "all-wrapped"],
    xmlPrefix: "boolean",
    xmlOnly: "boolean",
    jsonDates: ["utc", "offset"],
    alertsKey: ["alerts", "alert"],
    byLoadBalancerIds: "boolean",
  });
  control.atlas.behave(input);
};

const applyOctavia = (control: SandboxControl, input: Input): void => {
  checkKeys(input, {
    roles: ["named", "keystone"],
    pageMax: "number",
    keystoneDown: "boolean",
    databaseDown: "boolean",
    cachingWorkers: "number",
  });
  control.octavia.behave(input);
};

const applyKeystone = (control: SandboxControl, input: Input): void => {
  checkKeys(input, { ttlMs: "number", tokenLength: "number", expireAll: "boolean", revokeAll: "boolean" });
  if (typeof input.ttlMs === "number") control.keystone.setTtl(input.ttlMs);
  if (typeof input.tokenLength === "number") control.keystone.setTokenLength(input.tokenLength);
  if (input.expireAll === true) control.keystone.expireAll();
  if (input.revokeAll === true) control.keystone.revokeAll();
};

/** POST /behaviour: { source, … } with the switches of that kind of source. */
export const applyBehaviour = (control: SandboxControl, body: unknown): void => {
  const input = inputObject(body);
  const source = sourceOf(input);
  const rest = Object.fromEntries(Object.entries(input).filter(([key]) => key !== "source"));
  if (source === "keystone") applyKeystone(control, rest);
  else if (source === "lb") applyAtlas(control, rest);
  else if (source === "balancers-eu") applyOctavia(control, rest);
  else if (source === "compute-eu" || source === "compute-us" || source === "compute-docs")
    applyNova(control, source, rest);
  else applyDatabase(control, source, rest);
};
