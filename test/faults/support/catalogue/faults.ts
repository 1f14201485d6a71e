import type { Fault } from "../fault.js";
import { bodyFaults } from "./body.js";
import { connectionFaults } from "./connection.js";
import { dataFaults } from "./data.js";
import { statusFaults } from "./status.js";
import { totalFaults } from "./totals.js";

/** Every fault of the matrix; the first is none. */
export const FAULTS: readonly Fault[] = [
  ...connectionFaults,
  ...bodyFaults,
  ...statusFaults,
  ...dataFaults,
  ...totalFaults,
];
