import type { UsageAuditPeriodRecord } from "../../audit/sources.js";
import { type Check, good, type Patient, type SourceKind, warning } from "../source.js";
import { type Calendar, calendarOf, classifyNova, NovaClient } from "./client.js";
import { NovaSession } from "./reader.js";

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

const bounds = ({ begin, end }: UsageAuditPeriodRecord): string => `${day(begin)} to ${day(end)}`;

/** The offset that the ends of periods show, in the words of Nova's own setting. */
const settingOf = ({ unit, anchor }: Calendar): string => {
  const end = new Date(anchor);
  const offset = {
    hour: end.getUTCMinutes(),
    day: end.getUTCHours(),
    month: end.getUTCDate() - 1,
    year: end.getUTCMonth(),
  }[unit];
  return offset === 0
    ? unit
    : `${unit}, from ${unit === "month" || unit === "year" ? day(anchor) : end.toISOString().slice(11, 16)}`;
};

/** Upstreams: nova-keystone.md. One call tells it all; a Nova always has a last period, if only an empty one. */
const diagnoseNova = ({ info, upstream, session }: Patient): readonly Check[] => {
  const client = new NovaClient(info, upstream);
  let asked: Promise<UsageAuditPeriodRecord> | undefined;
  const lastPeriod = (): Promise<UsageAuditPeriodRecord> => (asked ??= client.periodBefore(session.now, session));
  return [
    {
      name: "audit call",
      run: async () => [good(`answers; last period ${bounds(await lastPeriod())}`)],
      cureOf: ({ detail }) =>
        detail?.startsWith("HTTP 403")
          ? "Give the account the admin role in its project: the usage audit is for administrators."
          : undefined,
    },
    {
      name: "period",
      run: async () => {
        const calendar = calendarOf(await lastPeriod());
        return [
          calendar
            ? good(`instance_usage_audit_period is ${settingOf(calendar)}`)
            : warning(
                "the last period is no hour, day, month or year",
                "Check instance_usage_audit_period at nova-api.",
              ),
        ];
      },
    },
    {
      name: "usage log",
      run: async () => {
        const period = await lastPeriod();
        const { total } = period.hostCounts;
        const logged = period.hosts.filter(({ state }) => state !== "NOT_RUN").length;
        const missing = period.hosts.length - logged;
        if (total === 0 && logged === 0) {
          const cure = "Check that nova-api reads the cell's database, and that compute services are up.";
          return [warning("no hosts are known, and the log is empty", cure)];
        }
        if (logged === 0) {
          const cure = "Set instance_usage_audit = True in nova.conf of the compute hosts, and restart nova-compute.";
          return [warning(`empty for the last period, none of ${total} hosts ran`, cure)];
        }
        if (missing > 0) {
          const cure = "Set instance_usage_audit = True on every compute host; a host that is off has no entry.";
          return [warning(`${logged} hosts ran in the last period, ${missing} did not`, cure)];
        }
        return [good(`${logged} hosts ran in the last period`)];
      },
    },
  ];
};

export const nova: SourceKind = {
  kind: "NOVA",
  upstream: { serviceTypes: ["compute"], keepCatalogPath: true, versions: ["v2.1", "v2.0"], classify: classifyNova },
  credentials: ["cloud", "env", "password", "applicationCredential", "token", "forward"],
  options: [],
  diagnose: diagnoseNova,
  create(info, _options, upstream) {
    const client = new NovaClient(info, upstream);
    const calendar: { seen: Calendar | undefined } = { seen: undefined };
    return {
      subject: "usage",
      info,
      open: (session) => new NovaSession(client, session, calendar),
    };
  },
};
