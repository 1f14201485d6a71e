import type { AtlasBehaviour, AtlasState } from "../atlas/atlas-state.js";
import type { Alert, Balancer } from "../atlas/atlas-world.js";

/** Changes the balancers and alerts of the sandbox's Atlas. */
export class AtlasControl {
  constructor(private readonly state: AtlasState) {}

  get behaviour(): Readonly<AtlasBehaviour> {
    return this.state.behaviour;
  }

  behave(behaviour: Partial<AtlasBehaviour>): this {
    Object.assign(this.state.behaviour, behaviour);
    return this;
  }

  balancers(): readonly Readonly<Balancer>[] {
    return this.state.balancers;
  }

  alerts(): readonly Readonly<Alert>[] {
    return this.state.alerts;
  }

  /** Replaces all balancers; alerts of others stay in the alert lists. */
  setBalancers(balancers: readonly Balancer[]): this {
    this.state.balancers = balancers.map((balancer) => ({ ...balancer }));
    return this;
  }

  setAlerts(alerts: readonly Alert[]): this {
    this.state.alerts = alerts.map((alert) => ({ ...alert }));
    return this;
  }

  updateBalancer(id: number, change: Partial<Pick<Balancer, "status" | "updated">>): this {
    const balancer = this.state.balancers.find((one) => one.id === id);
    if (!balancer) throw new Error(`No balancer ${id}`);
    Object.assign(balancer, change);
    return this;
  }
}
