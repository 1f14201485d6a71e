/**
 * Preloaded into the process that is soaked: counts what it holds when its parent asks, and says where it serves.
 * Needs --expose-gc. The counts are of live objects, after a full collection.
 */
import { EventEmitter } from "node:events";
import { Socket } from "node:net";
import { queryObjects } from "node:v8";
import "../measure/say-ready.mjs";

const TURNS = 5;
let warnings = 0;
// The census itself calls something experimental.
process.on("warning", ({ name }) => (warnings += name === "ExperimentalWarning" ? 0 : 1));

/** What is freed by one collection may free more in the next: finalizers and weak references take a turn. */
const collect = async () => {
  for (let turn = 0; turn < TURNS; turn += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const live = (type) => queryObjects(type, { format: "count" });

const census = async () => {
  await collect();
  const active = process.getActiveResourcesInfo();
  const count = (type) => active.filter((name) => name === type).length;
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    heapBytes: heapUsed,
    externalBytes: external,
    rssBytes: rss,
    openSockets: count("TCPSocketWrap"),
    timers: count("Timeout"),
    otherHandles: active.length - count("TCPSocketWrap") - count("Timeout"),
    processListeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    socketObjects: live(Socket),
    emitters: live(EventEmitter),
    abortSignals: live(globalThis.AbortSignal),
    // A listener is a function that somebody holds: leaked ones show here, whoever holds them.
    functions: live(Function),
    warnings,
  };
};

process.on("message", (message) => {
  if (message === "census") void census().then((counted) => process.send({ census: counted }));
});
