import { AuditError } from "../../audit/errors.js";
import { DAY, MINUTE } from "../../audit/window.js";
import { type Check, type Finding, good, type Patient, type SourceKind, warning } from "../source.js";
import { DatabaseClient } from "./client.js";
import { filesCheck } from "./diagnose-files.js";
import type { DatabaseDialect } from "./dialect.js";
import { HabitBook } from "./habits.js";
import { InstanceDirectory } from "./instances.js";
import { DatabaseSession } from "./reader.js";
import { WalkedStretches } from "./stretches.js";

/** Policies that are asked for: one call each. */
const MOST_POLICIES = 20;

const roleFor = ({ detail }: AuditError): string | undefined =>
  detail?.startsWith("HTTP 403")
    ? "Give the account the service's read-only permissions in this project, and check that projectId is the right one."
    : undefined;

const off = (id: string): Finding =>
  warning(`${id} off`, "Switch SQL auditing on for the instance; until then it writes no log files.");

/** The instance list, and of the first instances whether auditing is on, as their policy says. */
const diagnoseDatabase =
  (dialect: DatabaseDialect) =>
  (patient: Patient): readonly Check[] => {
    const { info, options, upstream, session } = patient;
    const client = new DatabaseClient(info, dialect, upstream);
    const { instances: configured } = options;
    const listed = new InstanceDirectory(client, session, undefined);
    const ids = (): Promise<readonly string[]> => (configured ? Promise.resolve(configured.toSorted()) : listed.ids());

    const audited: string[] = [];
    const auditing = async (id: string): Promise<Finding> => {
      try {
        const { enabled, keepDays } = await client.policy(id, session);
        if (!enabled) return off(id);
        audited.push(id);
        return good(`${id} on, kept for ${keepDays} days`);
      } catch (error) {
        if (!(error instanceof AuditError)) throw error;
        const why =
          error.code === "NOT_FOUND" ? "not known to the service" : `not readable: ${error.detail ?? error.code}`;
        return warning(`${id} ${why}`, "Check the instance's id and status, and the account's permissions for it.");
      }
    };

    return [
      {
        name: "instances",
        cureOf: roleFor,
        run: async () => {
          const known = await listed.ids();
          if (known.length === 0) {
            const cure = "Check that projectId and region are the ones of the instances.";
            return [warning("the list is readable, and empty", cure)];
          }
          const lacking = (configured ?? []).filter((id) => !known.includes(id));
          return [
            good(`the list is readable, and holds ${known.length}`),
            ...lacking.map((id) =>
              warning(`${id} is configured, and not in the list`, "Check its id, or take it out."),
            ),
          ];
        },
      },
      {
        name: "auditing",
        run: async () => {
          const all = await ids();
          const findings = await Promise.all(all.slice(0, MOST_POLICIES).map(auditing));
          const rest = all.length - findings.length;
          return rest > 0 ? [...findings, good(`${rest} more instances were not looked at`)] : findings;
        },
      },
      {
        name: "file list",
        cureOf: roleFor,
        run: async () => {
          const [first] = audited.toSorted();
          if (first === undefined) return [];
          const end = Math.floor(session.now / MINUTE) * MINUTE;
          const ask = { instanceId: first, start: end - DAY, end, offset: 0, limit: 1 };
          const { total } = await client.listFiles(ask, session);
          return [good(`answers; ${total} files of ${first} in the last day`)];
        },
      },
      ...filesCheck(patient, client, () => audited.toSorted()),
    ];
  };

/** A member of the database family, made of its dialect alone. */
export const databaseKind = (dialect: DatabaseDialect): SourceKind => ({
  kind: dialect.kind,
  // A catalog's URL may carry a version and a project; the calls name both themselves.
  upstream: { serviceTypes: dialect.serviceTypes, keepCatalogPath: false, classify: dialect.classify },
  credentials: ["cloud", "env", "password", "applicationCredential", "token", "aksk", "forward"],
  options: ["projectId", "instances", "contents"],
  diagnose: diagnoseDatabase(dialect),
  create(info, options, upstream) {
    const client = new DatabaseClient(info, dialect, upstream);
    const memory = { habits: new HabitBook(), walked: new WalkedStretches() };
    return {
      subject: "database",
      info,
      open: (session) => new DatabaseSession(client, session, memory, options.instances),
      audience: (caller) => upstream.cache.audience(caller),
      health: () => upstream.health(),
      close: () => upstream.close(),
    };
  },
});
