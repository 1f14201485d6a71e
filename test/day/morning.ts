import type { Day } from "./support/day.js";

/** It is installed already: configured, looked at, served, watched. */
export const morning = (today: () => Day): void => {
  test("what was configured is right, and the doctor finds no failure", async () => {
    const { installed, replicas } = today();
    const [{ variables }] = replicas;
    const [checked, said] = await installed.run(["--check-config", "--config", "auditgraph.yaml"], variables);
    expect([checked, said]).toEqual([0, expect.stringContaining("compute")]);
    const [code, told] = await installed.run(["doctor", "--config", "auditgraph.yaml"], variables);
    // A warning: one host of the real Nova did not run its last audit.
    expect([code, told]).toEqual([2, expect.stringContaining("0 failed")]);
  });

  test("two replicas serve behind nginx and behind Hive Gateway before it, and Prometheus sees both", async () => {
    const day = today();
    await Promise.all(day.replicas.map((replica) => replica.start()));
    await day.openTheFront();
    await day.front.prometheus.shows("count(auditgraph_build_info) == 2");
    await day.front.callers.areWell();
  });
};
