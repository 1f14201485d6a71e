/** Lets everybody through once `wanted` have come. */
export const gate = (wanted: number): (() => Promise<void>) => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let come = 0;
  return () => {
    come += 1;
    if (come >= wanted) open();
    return opened;
  };
};
