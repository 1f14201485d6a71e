import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { readView, type View, writeView } from "./view.js";

export interface ViewState {
  readonly view: View;
  /** Goes into the URL; the browser's "back" undoes it. */
  readonly change: (part: Partial<View>) => void;
  /** When all that is shown was asked for: the "now" of every range. Milliseconds since the epoch. */
  readonly readAt: number;
  readonly readAgain: () => void;
}

const Context = createContext<ViewState | undefined>(undefined);

export const useView = (): ViewState => {
  const state = use(Context);
  if (state === undefined) throw new Error("useView stands outside of ViewProvider");
  return state;
};

/** Reads again every so often, but not while nobody looks. */
const useClock = (seconds: number, tick: () => void): void => {
  useEffect(() => {
    if (seconds === 0) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") tick();
    }, seconds * 1_000);
    return () => clearInterval(timer);
  }, [seconds, tick]);
};

export const ViewProvider = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const [view, show] = useState(() => readView(location.search));
  const [readAt, setReadAt] = useState(() => Date.now());
  const readAgain = useCallback(() => setReadAt(Date.now()), []);
  useEffect(() => {
    const back = (): void => show(readView(location.search));
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  useClock(view.refresh, readAgain);
  const state = useMemo(() => {
    const change = (part: Partial<View>): void => {
      const next = { ...view, ...part };
      history.pushState(null, "", location.pathname + writeView(next));
      show(next);
    };
    return { view, change, readAt, readAgain };
  }, [view, readAt, readAgain]);
  return <Context value={state}>{children}</Context>;
};
