import type { OctaviaBalancer, OctaviaBehaviour, OctaviaState } from "../octavia/world.js";

/** Changes the balancers of the sandbox's Octavia. */
export class OctaviaControl {
  constructor(
    private readonly state: OctaviaState,
    private readonly clock: () => number,
  ) {}

  get behaviour(): Readonly<OctaviaBehaviour> {
    return this.state.behaviour;
  }

  behave(behaviour: Partial<OctaviaBehaviour>): this {
    Object.assign(this.state.behaviour, behaviour);
    return this;
  }

  /** All rows as they are now, those in DELETED among them. */
  balancers(): readonly Readonly<OctaviaBalancer>[] {
    return this.state.rows(this.clock());
  }

  /** Replaces all balancers; from then on nobody comes and goes by itself. */
  setBalancers(balancers: readonly OctaviaBalancer[]): this {
    this.state.set(balancers);
    return this;
  }

  /** As Octavia does it, whatever is changed: the moment of the update is now, unless it is told. */
  updateBalancer(
    id: string,
    change: Partial<Pick<OctaviaBalancer, "provisioningStatus" | "operatingStatus" | "updated">>,
  ): this {
    const now = this.clock();
    const balancer = this.state.hold(now).find((one) => one.id === id);
    if (!balancer) throw new Error(`No balancer ${id}`);
    Object.assign(balancer, { updated: Math.floor(now / 1000) * 1000, ...change });
    return this;
  }

  /** Takes its row away, as the house keeping does a week after it was deleted: no marker any more. */
  purge(id: string): this {
    this.state.set(this.state.rows(this.clock()).filter((each) => each.id !== id));
    return this;
  }
}
