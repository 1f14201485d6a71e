import { AuditError } from "../../audit/errors.js";
import { DAY, MINUTE } from "../../audit/window.js";
import { type Check, failed, type Finding, good, type Patient, type SourceKind, warning } from "../source.js";
import { DatabaseClient } from "./client.js";
import type { DatabaseDialect } from "./dialect.js";
import { HabitBook } from "./habits.js";
import { InstanceDirectory } from "./instances.js";
import { DatabaseSession } from "./reader.js";
import { WalkedStretches } from "./stretches.js";
import type { AuditLogFileRecord } from "../../audit/sources.js";
import type { Session } from "../../audit/session.js";

const WEEKS = 28 * DAY;
const MOST_INSTANCES = 5;
/** As much as tells a file's form. */
const LOOKED_AT = 64 * 1024;

const CURES: Partial<Record<AuditError["code"], string>> = {
  UPSTREAM_CONTRACT_VIOLATION:
    "The store, or a proxy before it, must answer ranges with 206, Content-Range and ETag; without that no file is read into.",
  UPSTREAM_UNAVAILABLE:
    "Check that this machine reaches the store that the links name: host, port, proxy, certificate. Links of private clouds may name hosts that only they know.",
  UPSTREAM_TIMEOUT: "Check that this machine reaches the store that the links name, or raise timeoutMs.",
  UNSUPPORTED_FORMAT: "Print its form by `auditgraph inspect-log FILE`, and send that with a report.",
};

const bytesOf = async (chunks: AsyncIterable<Buffer>): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
};

const cureOf = ({ code, detail }: AuditError): string =>
  CURES[code] ??
  (detail?.startsWith("store: HTTP") === true
    ? "The link was fresh: check that nothing on the way to the store changes requests."
    : "Name the store's hosts in contents.linkHosts, if they are the service's own and no private addresses.");

/** What stands in the way of one file: its store is a good one where only the form is not known. */
const problemOf = (error: AuditError): Finding => {
  const result = error.detail === undefined ? error.message : `${error.message} (${error.detail})`;
  const told = result.replace(/\.( \(|$)/, "$1");
  return (error.code === "UNSUPPORTED_FORMAT" ? warning : failed)(told, cureOf(error));
};

/** Of the instances that write files, the first that has one in the last weeks; a call for each. */
const anyFile = async (
  client: DatabaseClient,
  ids: readonly string[],
  session: Session,
): Promise<AuditLogFileRecord | undefined> => {
  const end = Math.floor(session.now / MINUTE) * MINUTE;
  for (const instanceId of ids.slice(0, MOST_INSTANCES)) {
    const ask = { instanceId, start: end - WEEKS, end, offset: 0, limit: 1 };
    const { files } = await client.listFiles(ask, session);
    if (files[0]) return files[0];
  }
  return undefined;
};

/** Where contents are switched on: one link, followed for one range. */
const filesCheck = (
  { options, session, formOf }: Patient,
  client: DatabaseClient,
  audited: () => readonly string[],
): readonly Check[] => {
  if (options.contents?.enabled !== true) return [];
  return [
    {
      name: "file contents",
      run: async () => {
        const file = await anyFile(client, audited(), session);
        const { objects } = client;
        if (!file || !objects) {
          const cure = "Look again once an instance with auditing on has written a file.";
          return [{ verdict: "skipped", result: "not looked at: no file of the last four weeks is listed", cure }];
        }
        try {
          const { links } = await client.createLinks(file.instanceId, [file.upstreamId], session);
          const object = await objects.open(links[0] ?? "", session);
          const { total, chunks } = await object.read({ from: 0, to: LOOKED_AT });
          const first = await bytesOf(chunks);
          const stored = good(`the store answers a range of ${first.length} bytes of ${total} with 206 and an ETag`);
          try {
            const form = formOf(first, first.length >= total);
            const { expected } = object;
            if (expected === undefined || expected === form) return [stored, good(`the file has the form ${form}`)];
            const cure = "Correct contents.format, or leave it out.";
            return [stored, failed(`the file has the form ${form}, and the configuration expects ${expected}`, cure)];
          } catch (error) {
            if (error instanceof AuditError) return [stored, problemOf(error)];
            throw error;
          }
        } catch (error) {
          // Other than what is asked before it, the store is no reason to skip what follows.
          if (error instanceof AuditError) return [problemOf(error)];
          throw error;
        }
      },
    },
  ];
};

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
    };
  },
});
