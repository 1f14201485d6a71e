import { fork } from "node:child_process";
import { openSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Milliseconds that a program has to end by itself. */
const STOP_MS = 5_000;

/** The next message that has this member. */
const message = (child, member) =>
  new Promise((resolve, reject) => {
    const onExit = (code) => reject(new Error(`a program ended with code ${code}`));
    const onMessage = (received) => {
      if (!(member in received)) return;
      child.off("message", onMessage).off("exit", onExit);
      resolve(received[member]);
    };
    child.on("message", onMessage).once("exit", onExit);
  });

/** Starts a process with the probe in it, and waits until it says where it serves. Its log goes to a file. */
export const startProcess = (name, file, { args = [], env = {}, node = [] } = {}) => {
  const log = openSync(join(tmpdir(), `auditgraph-bench-${name}.log`), "w");
  const child = fork(path(file), args, {
    execArgv: ["--import", path("probe.mjs"), ...node],
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", log, log, "ipc"],
  });
  const stop = async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    // The probe's channel would keep a program alive that closed everything else, as Hive Gateway does.
    child.disconnect();
    const cut = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(cut);
  };
  const ask = (question, member) => {
    const answer = message(child, member);
    child.send(question);
    return answer;
  };
  return { pid: child.pid, ready: message(child, "ready"), ask, usage: () => ask("usage", "usage"), stop };
};

/** Several processes of one program, as one: what they used is summed up. */
export const startProcesses = (count, ...program) => {
  const all = Array.from({ length: count }, () => startProcess(...program));
  const usage = async () => {
    const used = await Promise.all(all.map((one) => one.usage()));
    const sum = (figure) => used.reduce((total, one) => total + one[figure], 0);
    return { cpuMs: sum("cpuMs"), rssBytes: sum("rssBytes") };
  };
  return {
    ready: Promise.all(all.map(({ ready }) => ready)),
    usage,
    stop: () => Promise.all(all.map((one) => one.stop())),
  };
};
