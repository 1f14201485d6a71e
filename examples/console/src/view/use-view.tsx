import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { readView, type View, writeView } from "./view.js";

export interface ViewState {
  readonly view: View;
  /** Goes into the URL; the browser's "back" undoes it. */
  readonly change: (part: Partial<View>) => void;
  /** When all that is counted was asked for: the "now" of every range. Milliseconds since the epoch. */
  readonly readAt: number;
  /** When the time line was read anew; since then what appears is put into it. */
  readonly listedAt: number;
  /** When what is new was last asked for, and answered; undefined where nobody asked since the list was read. */
  readonly newsAt: number | undefined;
  /** Everything is read anew. */
  readonly readAgain: () => void;
  /** What is new was answered. Where something is, all that is counted is read again: otherwise it is as it was. */
  readonly heard: (isSomethingNew: boolean) => void;
}

const Context = createContext<ViewState | undefined>(undefined);

export const useView = (): ViewState => {
  const state = use(Context);
  if (state === undefined) throw new Error("useView stands outside of ViewProvider");
  return state;
};

type Read = Pick<ViewState, "readAt" | "listedAt" | "newsAt">;

const readNow = (): Read => {
  const now = Date.now();
  return { readAt: now, listedAt: now, newsAt: undefined };
};

export const ViewProvider = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const [view, show] = useState(() => readView(location.search));
  const [read, setRead] = useState<Read>(() => readNow());
  const readAgain = useCallback(() => setRead(readNow()), []);
  const heard = useCallback((isSomethingNew: boolean) => {
    const newsAt = Date.now();
    setRead((before) => ({ ...before, newsAt, ...(isSomethingNew ? { readAt: newsAt } : {}) }));
  }, []);
  useEffect(() => {
    const back = (): void => show(readView(location.search));
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  const state = useMemo(() => {
    const change = (part: Partial<View>): void => {
      const next = { ...view, ...part };
      history.pushState(null, "", location.pathname + writeView(next));
      show(next);
    };
    return { view, change, ...read, readAgain, heard };
  }, [view, read, readAgain, heard]);
  return <Context value={state}>{children}</Context>;
};
