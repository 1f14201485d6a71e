import type { SandboxSources } from "../support/sandbox-sources.js";

/** Replicas behind a router that sends each operation to the next one, from `first` on. */
export const inTurn = (replicas: readonly [SandboxSources, SandboxSources], first = 0): SandboxSources => {
  let operations = first;
  let [current] = replicas;
  return {
    ...current,
    session: () => {
      current = replicas[operations % 2 === 0 ? 0 : 1];
      operations += 1;
      return current.session();
    },
    database: (...args) => current.database(...args),
  };
};
