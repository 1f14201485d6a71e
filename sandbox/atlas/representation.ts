import { type Call, headerOf, jsonReply, type Reply, textReply } from "../http.js";
import { type Alert, type AtlasBehaviour, type Balancer, writeCentral, writeUtc } from "./world.js";

type Suffix = "xml" | "json" | "atom" | undefined;
type Negotiated = MediaType | "atom" | "none";

/** A .xml, .json or .atom at the path's end. */
export const splitSuffix = (path: string): [path: string, suffix: Suffix] => {
  const match = /^(.*)\.(xml|json|atom)$/.exec(path);
  return match ? [match[1] ?? path, match[2] as Suffix] : [path, undefined];
};

const SPOKEN: Readonly<Record<string, Negotiated>> = {
  "application/json": "json",
  "application/xml": "xml",
  "text/xml": "xml",
  "application/atom+xml": "atom",
};

const quality = (parameters: readonly string[]): number => {
  const q = parameters
    .map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1])
    .find((value) => value !== undefined);
  return q === undefined ? 1 : Number(q);
};

/** By the Accept header alone; `first` where it is missing or takes anything. */
export const acceptedType = (call: Call, first: MediaType): Negotiated => {
  const accept = headerOf(call, "accept");
  if (accept === undefined || accept.trim() === "") return first;
  const wishes = accept
    .split(",")
    .map((part) => part.split(";"))
    .map(([type = "", ...parameters]) => ({ type: type.trim().toLowerCase(), q: quality(parameters) }))
    .sort((a, b) => b.q - a.q);
  for (const { type } of wishes) {
    if (type === "*/*" || type === "application/*") return first;
    const spoken = SPOKEN[type];
    if (spoken) return spoken;
  }
  return "none";
};

/** The suffix beats the header. The audit resource lists XML first, so that is what a caller without Accept gets. */
export const negotiate = (call: Call, suffix: Suffix, first: MediaType, behaviour: AtlasBehaviour): Negotiated => {
  if (behaviour.xmlOnly) return "xml";
  return suffix ?? acceptedType(call, first);
};

interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly children?: readonly XmlElement[];
  readonly text?: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\t": "&#9;",
};

const escape = (text: string): string => text.replace(/[&<>"\n\t]/g, (char) => ESCAPES[char] ?? char);

const write = (node: XmlElement, prefix: string, declaration: string): string => {
  const name = prefix === "" ? node.name : `${prefix}:${node.name}`;
  const attributes = Object.entries(node.attributes ?? {})
    .map(([key, value]) => ` ${key}="${escape(String(value))}"`)
    .join("");
  const inner = (node.children ?? []).map((child) => write(child, prefix, "")).join("") + escape(node.text ?? "");
  return inner === ""
    ? `<${name}${declaration}${attributes}/>`
    : `<${name}${declaration}${attributes}>${inner}</${name}>`;
};

/** A whole document in one namespace, with a prefix or as the default one. */
const element = (root: XmlElement, namespace: string, prefix: string): string => {
  const declaration = prefix === "" ? ` xmlns="${namespace}"` : ` xmlns:${prefix}="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${write(root, prefix, declaration)}`;
};

export type MediaType = "json" | "xml";

const MANAGEMENT_NAMESPACE = "http://docs.openstack.org/loadbalancers/api/management/v1.0";

/** Audit and lists show an alert with its ids; the detail shows message, status and created alone. */
type AlertShape = "simple" | "stack-trace" | "detail";

const alertFields = (alert: Alert, shape: AlertShape, writeTime: (time: number) => string): Record<string, unknown> => {
  const { id, accountId, loadbalancerId, alertType, messageName, message, status } = alert;
  const created = writeTime(alert.created);
  if (shape === "detail") return { message, status, created };
  const simple = { id, accountId, loadbalancerId, messageName, status, created };
  return shape === "stack-trace" ? { ...simple, alertType, message } : simple;
};

const withoutNulls = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** Writes answers in the one or the other media type; nulls are omitted in both. */
export class Representation {
  readonly #writeTime: (time: number) => string;

  constructor(
    private readonly mediaType: MediaType,
    private readonly behaviour: AtlasBehaviour,
  ) {
    this.#writeTime = mediaType === "xml" || behaviour.jsonDates === "offset" ? writeCentral : writeUtc;
  }

  audits(entries: readonly { balancer: Balancer; wrappers: readonly (readonly Alert[])[] }[]): Reply {
    const fields = entries.map(({ balancer: { id, status, created, updated }, wrappers }) => ({
      own: { id, status, created: this.#writeTime(created), updated: this.#writeTime(updated) },
      wrappers: wrappers.map((alerts) => alerts.map((alert) => this.#alert(alert, "simple"))),
    }));
    if (this.mediaType === "json") {
      return jsonReply(200, {
        loadBalancerAudits: fields.map(({ own, wrappers }) => ({
          ...own,
          alertAudits: wrappers.map((alerts) => ({ alerts })),
        })),
      });
    }
    return this.#xml({
      name: "loadBalancerAudits",
      children: fields.map(({ own, wrappers }) => ({
        name: "loadBalancerAudit",
        attributes: own,
        children: wrappers.map((alerts) => ({ name: "alertAudits", children: alerts.map(alertElement) })),
      })),
    });
  }

  alerts(alerts: readonly Alert[], shape: AlertShape): Reply {
    const fields = alerts.map((alert) => this.#alert(alert, shape));
    if (this.mediaType === "json") return jsonReply(200, { [this.behaviour.alertsKey]: fields });
    return this.#xml({ name: "alerts", children: fields.map(alertElement) });
  }

  alert(alert: Alert): Reply {
    const fields = this.#alert(alert, "detail");
    return this.mediaType === "json" ? jsonReply(200, fields) : this.#xml(alertElement(fields));
  }

  #alert(alert: Alert, shape: AlertShape): Record<string, unknown> {
    return withoutNulls(alertFields(alert, shape, this.#writeTime));
  }

  #xml(root: XmlElement): Reply {
    return textReply(
      200,
      "application/xml",
      element(root, MANAGEMENT_NAMESPACE, this.behaviour.xmlPrefix ? "mgmt" : ""),
    );
  }
}

const alertElement = (attributes: Record<string, unknown>): XmlElement => ({ name: "alert", attributes });

/** The faults' namespace is not the management one. */
const NAMESPACE = "http://docs.openstack.org/loadbalancers/api/v1.0";

type FaultType =
  "badRequest" | "generalFault" | "itemNotFound" | "loadBalancerFault" | "overLimit" | "serviceUnavailable";

export const UNKNOWN_EXCEPTION = "An unknown exception has occurred. Please contact support.";

/** XML names the type; JSON has no such wrapper, so there the type follows from the status alone. */
export const atlasFault = (
  mediaType: MediaType,
  status: number,
  type: FaultType,
  message: string,
  details?: string,
): Reply => {
  if (mediaType === "json")
    return jsonReply(status, { code: status, message, ...(details !== undefined && { details }) });
  const children = [
    { name: "message", text: message },
    ...(details === undefined ? [] : [{ name: "details", text: details }]),
  ];
  return textReply(
    status,
    "application/xml",
    element({ name: type, attributes: { code: status }, children }, NAMESPACE, ""),
  );
};
