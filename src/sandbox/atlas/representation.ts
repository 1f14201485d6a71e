import { jsonReply, textReply, type Reply } from "../http/reply.js";
import { writeCentral, writeUtc } from "./atlas-date.js";
import type { AtlasBehaviour } from "./atlas-state.js";
import type { Alert, Balancer } from "./atlas-world.js";
import { element, type XmlElement } from "./xml.js";

export type MediaType = "json" | "xml";

export const MANAGEMENT_NAMESPACE = "http://docs.openstack.org/loadbalancers/api/management/v1.0";

/** Audit and lists show an alert with its ids; the detail shows message, status and created alone. */
export type AlertShape = "simple" | "stack-trace" | "detail";

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
