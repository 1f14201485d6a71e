import type { NovaBehaviour, NovaState } from "../nova/nova-state.js";
import type { HostRow } from "../nova/task-log.js";

/** Changes one Nova between calls. */
export class NovaControl {
  constructor(private readonly state: NovaState) {}

  get behaviour(): Readonly<NovaBehaviour> {
    return this.state.behaviour;
  }

  get period(): string {
    return this.state.setting;
  }

  behave(behaviour: Partial<NovaBehaviour>): this {
    Object.assign(this.state.behaviour, behaviour);
    return this;
  }

  /**
   * Sets instance_usage_audit_period: hour, day, month or year, with an optional @offset.
   * As in a real Nova the rows of the old setting can no longer be seen, unless history is rewritten.
   */
  setPeriod(setting: string, options: { readonly rewriteHistory?: boolean } = {}): this {
    this.state.setPeriod(setting, options);
    return this;
  }

  /** Sets what a host logged for the period that begins then (milliseconds since the epoch); null: it did not run. */
  setRow(begin: number, host: string, row: HostRow | null): this {
    this.state.setRow(begin, host, row);
    return this;
  }

  /** Replaces today's compute hosts, for every period. */
  setHosts(hosts: readonly string[]): this {
    this.state.setHosts(hosts);
    return this;
  }
}
