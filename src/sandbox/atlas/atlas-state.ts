import { hash32 } from "../world/random.js";
import type { World } from "../world/context.js";
import { atlasWorld, type Alert, type Balancer } from "./atlas-world.js";

export interface AtlasBehaviour {
  /** changes-since as the code has it (updated before) or as the documents have it (updated since). */
  changesSince: "code" | "documented";
  /** The audit's alerts: the code keeps the last read one only; else all in one wrapper, or each in its own. */
  auditAlerts: "last" | "all" | "all-wrapped";
  /** XML with the prefix mgmt: or in the default namespace. */
  xmlPrefix: boolean;
  /** XML whatever is asked. */
  xmlOnly: boolean;
  /** Dates of the JSON: UTC with Z, or at -05:00 as older answers have them. XML has -05:00. */
  jsonDates: "utc" | "offset";
  /** The list key of /alerts: "alerts", or "alert" as old documents show. */
  alertsKey: "alerts" | "alert";
  /** Whether /alerts/byloadbalancerids exists. */
  byLoadBalancerIds: boolean;
}

/** The database behind one Atlas. */
export class AtlasState {
  balancers: Balancer[];
  alerts: Alert[];
  readonly behaviour: AtlasBehaviour = {
    changesSince: "code",
    auditAlerts: "last",
    xmlPrefix: false,
    xmlOnly: false,
    jsonDates: "utc",
    alertsKey: "alerts",
    byLoadBalancerIds: true,
  };

  constructor(private readonly world: World) {
    ({ balancers: this.balancers, alerts: this.alerts } = atlasWorld(world.seed));
  }

  /** Without ORDER BY: the order of the rows is nobody's promise, and changes from call to call. */
  shuffledBalancers(now: number, turn: number): Balancer[] {
    return this.balancers
      .filter(({ created }) => created <= now)
      .map((balancer) => ({ balancer, place: hash32(this.world.seed, turn, balancer.id) }))
      .sort((a, b) => a.place - b.place)
      .map(({ balancer }) => balancer);
  }

  alertsNow(now: number): Alert[] {
    return this.alerts.filter(({ created }) => created <= now);
  }
}
