import type { ReactNode } from "react";
import type { StuckBalancersQuery } from "../generated/graphql.js";
import { age, words } from "../parts/format.js";
import { useTimes } from "../view/use-times.js";
import { useView } from "../view/use-view.js";

interface StuckBalancerProps {
  readonly balancer: NonNullable<StuckBalancersQuery["loadBalancerAudits"]>["edges"][number]["node"];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export const StuckBalancer = ({ balancer, now }: StuckBalancerProps): ReactNode => {
  const { change } = useView();
  const { date } = useTimes();
  const { id, status, updatedAt, name, operatingStatus, loadBalancer, alerts } = balancer;
  return (
    <li>
      <p className="balancer">
        <button
          type="button"
          className="name"
          title={loadBalancer.loadBalancerId}
          data-record={id}
          onClick={() => change({ record: id })}
        >
          {name ?? loadBalancer.loadBalancerId}
        </button>
        <small>{loadBalancer.sourceName}</small>
        <span className="tag" data-status={status}>
          {words(status)}
        </span>
        {operatingStatus && <span className="tag">{words(operatingStatus)}</span>}
        <span className="since">{age(updatedAt, now)}</span>
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
