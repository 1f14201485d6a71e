import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import { sourceAnswerCutShort, sourceBrokeContract } from "../../upstream/faults/source-failure.js";
import { parseJson } from "../../upstream/http/parse-json.js";
import type { WireResponse } from "../../upstream/http/transport.js";
import { decodeReferences } from "./character-references.js";

/**
 * Atlas answers in JSON or XML, by what it was asked and by how it was deployed, and XML with or without a prefix.
 * Here both become one shape: entries with their attributes, and alerts as one flat list each.
 */

const parser = new XMLParser({
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

const node = z.record(z.string(), z.unknown());
type Node = z.infer<typeof node>;

const asNode = (value: unknown): Node | undefined => node.safeParse(value).data;

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
    return asNode(parser.parse(text, true))?.[root];
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

/** The entries of an audit report, each with `alerts` flattened. Throws AuditError for an answer that is not one. */
export const readReport = (source: string, response: WireResponse): unknown[] => {
  const inXml = isXml(response);
  const entries = inXml
    ? childrenOf(parseXml(source, response, "loadBalancerAudits"), "loadBalancerAudit")
    : asPresentList(asNode(parseJson(source, response))?.loadBalancerAudits);
  if (!entries) throw wrongShape(source);
  return entries.map((entry) => flattenAlerts(entry, inXml ? "alert" : "alerts"));
};

const flattenAlerts = (entry: unknown, key: string): unknown => {
  const audit = asNode(entry);
  if (!audit) return entry;
  const alerts = asList(audit.alertAudits)?.map((wrapper) => childrenOf(wrapper, key));
  // A list that is none becomes null, and is judged with its entry.
  return { ...audit, alerts: alerts?.every((list) => list !== undefined) === true ? alerts.flat() : null };
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
