import { useEffect, useState } from "react";

const SLOW_AFTER_MS = 4_000;

/** Whether something has been busy for longer than readers wait without a word. */
export const useSlow = (busy: boolean): boolean => {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!busy) return;
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [busy]);
  return busy && isSlow;
};
