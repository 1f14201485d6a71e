import { DAY, HOUR } from "../../src/audit/window.js";
import { NOW } from "../contract/support/read.js";
import type { Random } from "./random.js";

const COVERAGE = "coverage { state problem { code message } }";
const PAGE_INFO = "pageInfo { hasNextPage hasPreviousPage endCursor }";

/** One operation. */
export interface Asked {
  readonly query: string;
  /** The lists of its fields, by the fields' names: what their answers' newsCursor is good for. */
  readonly lists: ReadonlyMap<string, List>;
  /**
   * Every read of it ends by itself: none may be cut short, unless the operation is planned to take more calls than one may
   * make at all. Years of a dozen lists take a call a month of each; such a page ends where the calls do.
   */
  readonly isOrdinary: boolean;
}

/** A list that gives out what has appeared since: the field with its arguments but for those of the page, and what is selected. */
interface List {
  readonly field: string;
  readonly selection: string;
}

interface Field {
  readonly text: string;
  readonly ordinary: boolean;
  readonly list?: List;
}

const INSTANCES: readonly (readonly [source: string, instance: string])[] = [
  ["mysql-eu", "a83d5a0e7c0b4f7d9f3a2b6c1d4e5f60in07"],
  ["mysql-eu", "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07"],
  ["mysql-eu", "5be81d0f3c7a4e92a4f6b1c8d7e29035in07"],
  ["mysql-docs", "3d39c18788b54a919bab633874c159dfin01"],
];

/** Lists whose tokens are remembered. */
const TOKENS = 30;

/** Operations as callers might write them, chosen by a seed. */
export class Operations {
  /** Of answers so far. */
  readonly #tokens: (List & { readonly token: string })[] = [];

  constructor(private readonly random: Random) {}

  next(): Asked {
    let isOrdinary = true;
    const lists = new Map<string, List>();
    const fields = Array.from({ length: 1 + this.random.below(4) }, (_, i) => {
      const { text, ordinary, list } = this.#field();
      isOrdinary &&= ordinary;
      if (list) lists.set(`f${i}`, list);
      return `f${i}: ${text}`;
    });
    return { query: `{ ${fields.join("\n")} }`, lists, isOrdinary };
  }

  /** A window of a list as one answer: its pages are operations of their own. */
  nextExport(): string {
    const { random } = this;
    const list = this.#pick(["auditRecords", "auditLogFiles", "usageAuditPeriods"]);
    const to = NOW - this.#pick([0, 3 * DAY, 400 * DAY]);
    const from = to - this.#pick([HOUR, 6 * HOUR, DAY]);
    const window = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
    return `list=${list}&${window}&orderBy=${random.chance(0.5) ? "NEWEST_FIRST" : "OLDEST_FIRST"}`;
  }

  learn({ lists }: Asked, data: unknown): void {
    for (const [name, list] of lists) {
      const token = (data as Readonly<Record<string, { readonly newsCursor?: string | null } | null>> | null)?.[name];
      if (token?.newsCursor) this.#tokens.push({ ...list, token: token.newsCursor });
    }
    this.#tokens.splice(0, this.#tokens.length - TOKENS);
  }

  #pick<T>(values: readonly T[]): T {
    const value = values[this.random.below(values.length)];
    if (value === undefined) throw new Error("nothing to pick from");
    return value;
  }

  /** From an hour to twenty years, recent, old, before everything, and into the future. */
  #window(): string {
    const end = NOW + this.#pick([0, HOUR, 400 * DAY, -3 * DAY, -200 * DAY, -2_500 * DAY]);
    const length = this.#pick([HOUR, 6 * HOUR, 2 * DAY, 29 * DAY, 31 * DAY, 100 * DAY, 900 * DAY, 7_000 * DAY]);
    const to = this.random.chance(0.7) ? `, to: "${new Date(end).toISOString()}"` : "";
    return `window: { from: "${new Date(end - length).toISOString()}"${to} }`;
  }

  #page(): string {
    const size = this.#pick([1, 2, 10, 50, 99, 200]);
    const order = `orderBy: ${this.#pick(["OLDEST_FIRST", "NEWEST_FIRST"])}`;
    return `${this.random.chance(0.8) ? "first" : "last"}: ${size}, ${order}`;
  }

  /** Of a list of files. */
  #below(): string {
    const total = this.random.chance(0.4) ? "totalCount" : "";
    const nodes = this.#pick(["id", "id instance { name auditPolicy { enabled } }", "id downloadLink { url }"]);
    return `{ nodes { ${nodes} } ${total} newsCursor ${COVERAGE} ${PAGE_INFO} }`;
  }

  #list(field: string, page: string, selection: string, ordinary: boolean): Field {
    return { text: `${field}, ${page}) ${selection}`, ordinary, list: { field, selection } };
  }

  /** What is counted, or searched, as far as the calls reach; and what has appeared since an earlier answer. */
  #reading(): Field {
    const by = `by: ${this.#pick(["HOUR", "DAY", "MONTH"])}`;
    const kind = this.random.below(5);
    const known = this.#tokens.length > 0 ? this.#pick(this.#tokens) : undefined;
    if (kind === 0 && known) {
      const { field, selection, token } = known;
      const text = `${field}, first: ${this.#pick([1, 50, 200])}, newSince: "${token}") ${selection}`;
      return { text, ordinary: false, list: { field, selection } };
    }
    if (kind <= 1) {
      return {
        text: `auditLogFileVolume(${this.#window()}, ${by}) { isWhole buckets { fileCount } ${COVERAGE} }`,
        ordinary: false,
      };
    }
    if (kind === 2)
      return {
        text: `auditRecordVolume(${this.#window()}, ${by}) { isWhole buckets { from } ${COVERAGE} }`,
        ordinary: false,
      };
    if (kind === 3) {
      const field = this.#pick(["usageAuditSummary", "loadBalancerAuditSummary"]);
      return { text: `${field} { isWhole ${COVERAGE} }`, ordinary: false };
    }
    const [source, id] = this.#pick(INSTANCES);
    const nowhere = this.random.chance(0.5) ? 'filter: { actions: ["nowhere"] },' : "";
    return {
      text: `auditLogEntries(instances: [{ source: "${source}", instanceId: "${id}" }], ${nowhere} ${this.#window()}, first: ${this.#pick([1, 50, 200])}) { nodes { byteOffset } ${COVERAGE} ${PAGE_INFO} }`,
      ordinary: false,
    };
  }

  #field(): Field {
    const kind = this.random.below(13);
    if (kind >= 10) return this.#reading();
    const filter = this.random.chance(0.2) ? 'filter: { nameContains: "nowhere" },' : "";
    const some = INSTANCES.filter(() => this.random.chance(0.5)).map(
      ([source, id]) => `{ source: "${source}", instanceId: "${id}" }`,
    );
    if (kind < 4) {
      const refs = this.random.chance(0.6) ? `instances: [${some.join(", ")}],` : "";
      const field = `auditLogFiles(${refs} ${filter} ${this.#window()}`;
      return this.#list(field, this.#page(), this.#below(), filter === "");
    }
    if (kind < 6) {
      const { random } = this;
      const order = `orderBy: ${this.#pick(["OLDEST_FIRST", "NEWEST_FIRST"])}`;
      const kinds = random.chance(0.5)
        ? `filter: { kinds: [${this.#pick(["NOVA", "DDS", "RDS", "ATLAS", "TAURUSDB, NOVA"])}] },`
        : "";
      const page = `${order}, first: ${this.#pick([1, 20, 200])}`;
      const selection = `{ nodes { id } newsCursor ${COVERAGE} ${PAGE_INFO} }`;
      return this.#list(`auditRecords(${kinds} ${this.#window()}`, page, selection, true);
    }
    if (kind === 6)
      return {
        text: `usageAuditPeriods(first: ${this.#pick([1, 12, 60, 200])}) { nodes { id previous { end } } ${COVERAGE} }`,
        ordinary: true,
      };
    if (kind === 7) {
      const nested = `auditLogFiles(${filter} ${this.#window()}, ${this.#page()}) ${this.#below()}`;
      return {
        text: `databaseInstances(first: ${this.#pick([1, 3, 50])}) { nodes { name ${nested} } totalCount }`,
        ordinary: filter === "",
      };
    }
    if (kind === 8) {
      const alerts = this.random.chance(0.5) ? "filter: { hasUnacknowledgedAlerts: true }," : "";
      return {
        text: `loadBalancerAudits(${alerts} first: ${this.#pick([5, 200])}) { nodes { id alerts { id } } totalCount ${COVERAGE} }`,
        ordinary: true,
      };
    }
    const host = this.random.chance(0.5) ? "cmp-02.eu.example" : "no-such-host";
    return {
      text: `_entities(representations: [{ __typename: "ComputeHost", sourceName: "compute-eu", name: "${host}" }]) { ... on ComputeHost { usageAudits(window: { from: "1000-01-01T00:00:00Z" }, first: ${this.#pick([3, 24])}) { nodes { id } ${COVERAGE} ${PAGE_INFO} } } }`,
      ordinary: host !== "no-such-host",
    };
  }
}
