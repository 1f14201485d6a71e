/**
 * Preloaded into the product: tells its parent how much memory it held at most, and the longest that its event loop did not
 * come round since it was asked last.
 */
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import "../measure/say-ready.mjs";

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

/** The most that was ever resident, as the kernel counts it. */
const peakBytes = () => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1_024;

process.on("message", (message) => {
  if (message !== "watched") return;
  const watched = { peakBytes: peakBytes(), longestStretchMs: delay.max / 1e6 };
  delay.reset();
  process.send({ watched });
});
