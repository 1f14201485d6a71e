import { createRequire } from "node:module";
import type { XMLParser } from "fast-xml-parser";
import { sourceAnswerCutShort, sourceBrokeContract } from "../../upstream/failures.js";
import { parseJson } from "../../upstream/http/wire.js";
import type { WireResponse } from "../../upstream/messages.js";
import { stampReader, secondText } from "../stamps.js";

/**
 * What arrives, exactly, in the one shape that JSON and XML are read into. Document: Rackspace Cloud
 * Load Balancers, "Retrieve a load balancer audit report". Nulls are left out by the source.
 */

const DIGITS = /^[0-9]{1,18}$/;

/** A whole number in JSON, its digits in XML; undefined for what is none. */
const idOf = (value: unknown): string | undefined => {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
  return typeof value === "string" && DIGITS.test(value) ? value : undefined;
};

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;
const isTextOrAbsent = (value: unknown): value is string | null | undefined =>
  isAbsent(value) || typeof value === "string";

/*
 * Entries are checked by hand: zod made several objects for each, and a report of all balancers comes again and again.
 */

export interface Alert {
  readonly id: string;
  readonly loadBalancerId: string | undefined;
  readonly accountId: string | undefined;
  readonly status: string | null | undefined;
  readonly messageName: string | null | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Undefined for what is not of the documented shape. */
export const alertOf = (raw: unknown): Alert | undefined => {
  const entry = asNode(raw);
  if (!entry) return undefined;
  const { loadbalancerId, accountId, status, messageName } = entry;
  const id = idOf(entry.id);
  const createdAt = timeOf(entry.created);
  const [balancer, account] = [idOf(loadbalancerId), idOf(accountId)];
  if (id === undefined || createdAt === undefined || !isTextOrAbsent(status) || !isTextOrAbsent(messageName)) {
    return undefined;
  }
  if ((balancer === undefined && !isAbsent(loadbalancerId)) || (account === undefined && !isAbsent(accountId))) {
    return undefined;
  }
  return { id, loadBalancerId: balancer, accountId: account, status, messageName, createdAt };
};

const STATUSES = ["BUILD", "ERROR", "PENDING_DELETE", "PENDING_UPDATE"] as const;

/** An entry of a report, with the alerts of all its alertAudits in one list; undefined where that is none. */
export interface Entry {
  readonly raw: unknown;
  readonly alerts: readonly unknown[] | undefined;
}

export interface Audit {
  readonly id: string;
  readonly status: (typeof STATUSES)[number];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Each is judged by itself. */
  readonly alerts: readonly unknown[];
}

/** Undefined for what is not of the documented shape. */
export const auditOf = ({ raw, alerts }: Entry): Audit | undefined => {
  const entry = asNode(raw);
  const id = idOf(entry?.id);
  const status = STATUSES.find((known) => known === entry?.status);
  const [createdAt, updatedAt] = [timeOf(entry?.created), timeOf(entry?.updated)];
  if (id === undefined || !status || createdAt === undefined || updatedAt === undefined || !alerts) return undefined;
  return { id, status, createdAt, updatedAt, alerts };
};

/**
 * XML dateTime with any offset and up to nine digits of fraction; JSON writes `Z` at head and `-05:00` in the documents.
 */
export const parseStamp = stampReader(
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?$/,
);

const timeOf = (value: unknown): number | undefined => (typeof value === "string" ? parseStamp(value) : undefined);

/** UTC with a literal Z, to the second: no `+` that could arrive as a space, which Atlas answers with a 500. */
export const formatStamp = (time: number): string => `${secondText(time)}Z`;

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const REFERENCE = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi;
const LAST_CODE_POINT = 0x10ffff;

/** Replaces what XML itself defines: the five named references and those by number. Any other stays as it stands. */
const decodeReferences = (text: string): string =>
  text.replace(REFERENCE, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const codePoint = decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal);
    return codePoint > 0 && codePoint <= LAST_CODE_POINT ? String.fromCodePoint(codePoint) : whole;
  });

/**
 * Atlas answers in JSON or XML, by what it was asked and by how it was deployed, and XML with or without a prefix.
 * Here both become one shape: entries with their attributes, and alerts as one flat list each.
 */

const load = createRequire(import.meta.url);

const createParser = (): XMLParser => {
  const library = load("fast-xml-parser") as typeof import("fast-xml-parser");
  return new library.XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    removeNSPrefix: true,
    parseAttributeValue: false,
    parseTagValue: false,
    // The package's own knows the named references only.
    entityDecoder: {
      decode: decodeReferences,
      setExternalEntities: () => undefined,
      addInputEntities: () => undefined,
      reset: () => undefined,
      setXmlVersion: () => undefined,
    },
    isArray: (name) => ["loadBalancerAudit", "alertAudits", "alert"].includes(name),
  });
};

let parser: XMLParser | undefined;
/** Made for the first XML that comes: most deployments answer in JSON, and a start loads forty files less. */
const xmlParser = (): XMLParser => (parser ??= createParser());

type Node = Readonly<Record<string, unknown>>;

const asNode = (value: unknown): Node | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Node) : undefined;

/** An empty element arrives as an empty string, an absent or null list as nothing. */
const asList = (value: unknown): unknown[] | undefined =>
  Array.isArray(value) ? value : value === undefined || value === null || value === "" ? [] : undefined;

const asPresentList = (value: unknown): unknown[] | undefined => (Array.isArray(value) ? value : undefined);

/** Does the document stop before its root element has ended? What follows the root is no cut, but another fault. */
const isCut = (text: string, root: string): boolean => {
  const isWhole = new RegExp(`</(?:[\\w.-]+:)?${root}>|<(?:[\\w.-]+:)?${root}\\b[^>]*/>`).test(text);
  const endsInProlog = /^\s*<(?:\?[^>]*(?:>\s*(?:<[^>]*)?)?|[^?>]*)$/.test(text);
  return !isWhole && /^\s*</.test(text) && (text.includes(root) || endsInProlog);
};

/** DTDs and entities can make a parser work without end or read elsewhere; no audit report has them. */
const parseXml = (source: string, response: WireResponse, root: string): unknown => {
  const { text, framed } = response;
  if (text === "" && !framed) throw sourceAnswerCutShort(source);
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw sourceBrokeContract(source, { detail: "XML with a DTD" });
  if (isCut(text, root)) throw sourceAnswerCutShort(source);
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- what is advised instead is one more dependency
    return asNode(xmlParser().parse(text, true))?.[root];
  } catch {
    throw sourceBrokeContract(source, { detail: "not XML by its syntax" });
  }
};

const isXml = ({ mediaType }: WireResponse): boolean => mediaType === "application/xml" || mediaType === "text/xml";

const wrongShape = (source: string): Error => sourceBrokeContract(source, { detail: "no such list in the answer" });

/** The children of an element, or undefined where there is no such element. */
const childrenOf = (element: unknown, name: string): unknown[] | undefined => {
  if (element === "") return [];
  const children = asNode(element);
  return children && asList(children[name]);
};

/** The entries of an audit report. Throws AuditError for an answer that is not one. */
export const readReport = (source: string, response: WireResponse): Entry[] => {
  const inXml = isXml(response);
  const entries = inXml
    ? childrenOf(parseXml(source, response, "loadBalancerAudits"), "loadBalancerAudit")
    : asPresentList(asNode(parseJson(source, response))?.loadBalancerAudits);
  if (!entries) throw wrongShape(source);
  return entries.map((raw) => ({ raw, alerts: alertsIn(raw, inXml ? "alert" : "alerts") }));
};

const alertsIn = (raw: unknown, key: string): unknown[] | undefined => {
  const all: unknown[] = [];
  const wrappers = asList(asNode(raw)?.alertAudits);
  for (const wrapper of wrappers ?? []) {
    const alerts = childrenOf(wrapper, key);
    if (!alerts) return undefined;
    all.push(...alerts);
  }
  return wrappers && all;
};

/** The entries of a list of alerts; old documents show the key `alert`, the code writes `alerts`. */
export const readAlerts = (source: string, response: WireResponse): unknown[] => {
  const body = isXml(response) ? undefined : asNode(parseJson(source, response));
  const entries = isXml(response)
    ? childrenOf(parseXml(source, response, "alerts"), "alert")
    : asPresentList(body?.alerts ?? body?.alert);
  if (!entries) throw wrongShape(source);
  return entries;
};
