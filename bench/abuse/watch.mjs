/**
 * Preloaded into the product: tells its parent how much memory it held at most, and the longest stretch without a turn of
 * the event loop since it was asked last.
 */
import { readFileSync } from "node:fs";
import "../measure/say-ready.mjs";

/** Not by processors.mjs, which would move the product to another processor. */
const processorMs = () => Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[0]) / 1e6;

/** The most that was ever resident, as the kernel counts it. */
const peakBytes = () => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1_024;

const LOOK_EVERY_MS = 5;
let [longest, last] = [0, processorMs()];
setInterval(() => {
  const now = processorMs();
  longest = Math.max(longest, now - last);
  last = now;
}, LOOK_EVERY_MS).unref();

process.on("message", (message) => {
  if (message !== "watched") return;
  process.send({ watched: { peakBytes: peakBytes(), longestStretchMs: longest } });
  longest = 0;
});
