import type { Gate } from "../../fairness/gate.js";
import type { CircuitBreaker, HealthRecord } from "./breaker.js";
import type { RetryBudget } from "./retry-budget.js";

/** What stands between operations and one host of a source, and what it has shown. */
export interface Host {
  readonly gate: Gate;
  readonly budget: RetryBudget;
  readonly breaker: CircuitBreaker;
  readonly health: HealthRecord;
}
