import type { ReactNode } from "react";
import { useSlow } from "../reading/use-slow.js";

interface PanelProps {
  readonly id: string;
  readonly title: string;
  readonly about: ReactNode;
  readonly busy: boolean;
  /** How much of it is read, where that takes several requests. */
  readonly progress?: { readonly done: number; readonly of: number };
  /** Nothing is there to be shown yet, nor known to be missing. */
  readonly empty?: boolean;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

const wordsOf = (isSlow: boolean, { done, of }: { done: number; of: number }): string => {
  const parts = of > 1 ? ` part ${Math.min(done + 1, of)} of ${of}` : "";
  return isSlow ? `Still reading${parts}: a source takes its time…` : `Reading${parts}…`;
};

/** A titled part of the page, which tells assistive technology when it is being read. */
export const Panel = ({ id, title, about, busy, progress, empty, aside, children }: PanelProps): ReactNode => {
  const isSlow = useSlow(busy);
  return (
    <section className="panel" id={id} aria-labelledby={`${id}-title`} aria-busy={busy}>
      <header>
        <h2 id={`${id}-title`}>{title}</h2>
        <p className="reading" role="status">
          {busy ? wordsOf(isSlow, progress ?? { done: 0, of: 1 }) : ""}
        </p>
        {aside}
      </header>
      <p className="about">{about}</p>
      {busy && empty === true && <div className="skeleton" aria-hidden="true" />}
      {children}
    </section>
  );
};
