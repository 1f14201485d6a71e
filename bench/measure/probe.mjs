/** Preloaded into every measured process: tells its parent what it has used so far. The same for all programs. */
process.on("message", (message) => {
  if (message === "collect") {
    globalThis.gc?.();
    process.send?.({ heap: process.memoryUsage().heapUsed });
  }
  if (message === "heap") process.send?.({ heap: process.memoryUsage().heapUsed });
  if (message !== "usage") return;
  const { user, system } = process.cpuUsage();
  process.send?.({ usage: { cpuMs: (user + system) / 1_000, rssBytes: process.memoryUsage.rss() } });
});
