import { type Call, headerOf, jsonReply, type Reply } from "../http.js";
import { type ErrorFormat, webobError } from "../keystone/middleware.js";
import { lastCompletedPeriod, writeTime } from "./calendar.js";
import type { HostRow, NovaState } from "./state.js";

type Microversion = { readonly version: string } | { readonly outOfRange: string } | { readonly malformed: string };

const requested = (call: Call): string | undefined => {
  const header = headerOf(call, "openstack-api-version");
  if (header !== undefined) {
    // Several services may be named; only "compute <version>" counts, anything else is silently ignored.
    const compute = header
      .split(",")
      .map((part) => part.trim().split(/\s+/))
      .find(([service]) => service === "compute");
    return compute?.[1];
  }
  return headerOf(call, "x-openstack-nova-api-version");
};

/** 2.1 where none is asked; "latest" is the highest. */
export const microversion = (call: Call, maxMinor: number): Microversion => {
  const asked = requested(call);
  if (asked === undefined) return { version: "2.1" };
  if (asked === "latest") return { version: `2.${maxMinor}` };
  const match = /^(\d+)\.(\d+)$/.exec(asked);
  if (!match) return { malformed: asked };
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major === 2 && minor >= 1 && minor <= maxMinor ? { version: asked } : { outOfRange: asked };
};

/** Both spellings, and Vary once for each. */
export const versionHeaders = (version: string): [string, string][] => [
  ["OpenStack-API-Version", `compute ${version}`],
  ["X-OpenStack-Nova-API-Version", version],
  ["Vary", "OpenStack-API-Version"],
  ["Vary", "X-OpenStack-Nova-API-Version"],
];

const REASONS: Readonly<Record<number, string>> = {
  300: "Multiple Choices",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  406: "Not Acceptable",
  413: "Request Entity Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

const NAMES: Readonly<Record<number, string>> = {
  400: "badRequest",
  401: "unauthorized",
  403: "forbidden",
  404: "itemNotFound",
  429: "overLimit",
  503: "serviceUnavailable",
};

/** One key whose name varies with the status: {badRequest: {code, message}}; computeFault where there is none. */
export const novaFault = (status: number, message: string): Reply => ({
  ...jsonReply(status, { [NAMES[status] ?? "computeFault"]: { code: status, message } }, []),
  headers: [["Content-Type", "application/json; charset=UTF-8"]],
  reason: REASONS[status] ?? "Error",
});

export const unexpectedError = (pythonError: string): Reply =>
  novaFault(
    500,
    `Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log if possible.\n<class '${pythonError}'>`,
  );

export const notFound = (format: ErrorFormat): Reply => webobError(404, "The resource could not be found.", "", format);

/** A row with NULL where Nova adds up: the whole period fails. */
export class NullColumn extends Error {}

const count = (rows: readonly HostRow[], state: string): number => rows.filter((row) => row.state === state).length;

const add = (numbers: readonly (number | null)[]): number =>
  numbers.reduce<number>((sum, number) => {
    if (number === null) throw new NullColumn();
    return sum + number;
  }, 0);

/** The one object that both calls answer. The status compares counts only, so it may say "7 of 6 hosts done." */
export const usageReport = (nova: NovaState, before: number, now: number): Record<string, unknown> => {
  const period = lastCompletedPeriod(nova.setting, before);
  const hosts = nova.hosts(period, now);
  const log = nova.rows(period, now);
  const rows = [...log.values()];
  const done = count(rows, "DONE");
  const notRun = hosts.filter((host) => !log.has(host));
  const errors = add(rows.map((row) => row.errors));
  const share = done === hosts.length ? "ALL" : `${done} of ${hosts.length}`;
  return {
    period_beginning: writeTime(period.begin),
    period_ending: writeTime(period.end),
    num_hosts: hosts.length,
    num_hosts_done: done,
    num_hosts_running: count(rows, "RUNNING"),
    num_hosts_not_run: notRun.length,
    hosts_not_run: notRun,
    total_instances: add(rows.map((row) => row.instances)),
    total_errors: errors,
    overall_status: `${share} hosts done. ${errors} errors.`,
    log: Object.fromEntries(log),
  };
};

const entry = (origin: string, id: string, path: string, max: string): unknown => ({
  id,
  status: id === "v2.0" ? "SUPPORTED" : "CURRENT",
  version: max,
  min_version: max === "" ? "" : "2.1",
  updated: id === "v2.0" ? "2011-01-21T11:33:21Z" : "2013-07-23T11:33:21Z",
  links: [{ rel: "self", href: `${origin}/${path}/` }],
});

export const versions = (origin: string): unknown => ({
  versions: [entry(origin, "v2.0", "v2", ""), entry(origin, "v2.1", "v2.1", "2.93")],
});

/** Any unknown path at Nova's root. */
export const versionChoices = (origin: string, path: string): Reply => {
  const choice = (id: string, root: string): unknown => ({
    id,
    status: id === "v2.0" ? "SUPPORTED" : "CURRENT",
    links: [{ rel: "self", href: `${origin}/${root}${path}` }],
    "media-types": [
      {
        base: "application/json",
        type: `application/vnd.openstack.compute+json;version=${id === "v2.0" ? "2" : "2.1"}`,
      },
    ],
  });
  return { ...jsonReply(300, { choices: [choice("v2.0", "v2"), choice("v2.1", "v2.1")] }), reason: "Multiple Choices" };
};
