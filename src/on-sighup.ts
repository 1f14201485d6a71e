/**
 * Runs the work at every SIGHUP, one after the other. Signals that come while one waits are met by that one: it begins
 * after them.
 */
export const onSighup = (work: () => Promise<void>): void => {
  let last = Promise.resolve();
  let isWaiting = false;
  process.on("SIGHUP", () => {
    if (isWaiting) return;
    isWaiting = true;
    last = last.then(() => {
      isWaiting = false;
      return work();
    });
  });
};
