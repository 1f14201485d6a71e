/**
 * Which processor does what. Load that is made on the product's own processor would be counted against the product; so it
 * has one for itself, and sandbox, abusers and the ordinary caller share the others, the abusers after all else.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, setPriority } from "node:os";

const LAST = 19;
const cores = availableParallelism();

const pin = (pid, list) => {
  try {
    // Every thread that there is; later ones inherit it.
    execFileSync("taskset", ["-a", "-p", "-c", list, String(pid)], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** True where there is more than one processor, and Linux' taskset. */
export const isApart = cores > 1 && pin(process.pid, `1-${cores - 1}`);

/** Of the product: its own processor. */
export const giveOwn = ({ pid }) => isApart && pin(pid, "0");
/** Of all others; a process inherits it from this one. */
export const giveLast = ({ pid }) => setPriority(pid, LAST);

/** Milliseconds that a process' main thread had of a processor so far; other work on the machine does not count. */
export const processorMs = (pid = "self") => Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
