import { faultKinds, isFaultKind, type Fault } from "../faults/fault.js";
import { BadControlRequest, inputObject, isServiceName } from "./control-input.js";

const NUMBERS = ["probability", "times", "after", "ms", "megabytes", "by", "every"];

/** A fault from outside; the parameters of each kind have defaults. */
export const parseFault = (body: unknown): Fault => {
  const input = { source: "*", ...inputObject(body) } as Record<string, unknown>;
  if (input.source !== "*" && !isServiceName(input.source))
    throw new BadControlRequest("source: a source's name, keystone, or *.");
  if (!isFaultKind(input.kind)) throw new BadControlRequest(`kind: one of ${Object.keys(faultKinds).join(", ")}.`);
  for (const key of NUMBERS) {
    if (key in input && typeof input[key] !== "number") throw new BadControlRequest(`${key}: a number.`);
  }
  return input as unknown as Fault;
};
