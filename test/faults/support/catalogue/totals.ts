import { DATABASES, type Fault, fault } from "../fault.js";
import { inJson } from "../records.js";

const TOTALS = ["total_count", "total_record"];

const total = (name: string, change: (total: number) => unknown): Fault =>
  fault(
    `total ${name}`,
    "UPSTREAM_CONTRACT_VIOLATION",
    inJson((body) => {
      const key = TOTALS.find((known) => known in body) ?? "";
      return { ...body, [key]: change(Number(body[key])) };
    }),
    { only: DATABASES },
  );

/** A list's own count, which proves that nothing was left out. */
export const totalFaults: readonly Fault[] = [
  total("too low by one", (is) => Math.max(0, is - 1)),
  total("too high by one", (is) => is + 1),
  total("of nothing", () => 0),
  total("negative", () => -1),
  total("of half a file", () => 0.5),
  total("in words", () => "many"),
  total("of null", () => null),
  total("missing", () => undefined),
];
