import type { ReactNode } from "react";
import type { StuckBalancersQuery } from "../generated/graphql.js";
import { date, span, words } from "../parts/format.js";

interface StuckBalancerProps {
  readonly balancer: NonNullable<StuckBalancersQuery["loadBalancerAudits"]>["edges"][number]["node"];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export const StuckBalancer = ({ balancer, now }: StuckBalancerProps): ReactNode => {
  const { status, updatedAt, name, operatingStatus, loadBalancer, alerts } = balancer;
  return (
    <li>
      <p className="balancer">
        <b title={loadBalancer.loadBalancerId}>
          {loadBalancer.sourceName} {name ?? loadBalancer.loadBalancerId}
        </b>
        <span className="tag" data-status={status}>
          {words(status)}
        </span>
        {operatingStatus && <span className="tag">{words(operatingStatus)}</span>}
        <span className="since">{span(updatedAt, now)}</span>
      </p>
      {alerts.length > 0 && (
        <ul className="alerts">
          {alerts.map((alert) => (
            <li key={alert.id} data-status={alert.status}>
              <time dateTime={alert.createdAt}>{date(alert.createdAt)}</time> {alert.message ?? "no message"}
              {alert.status === "ACKNOWLEDGED" && <small> acknowledged</small>}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
};
