import type { ReactNode } from "react";

interface PanelProps {
  readonly id: string;
  readonly title: string;
  readonly about: ReactNode;
  readonly busy: boolean;
  readonly children: ReactNode;
}

/** A titled part of the page, which tells assistive technology when it is being read. */
export const Panel = ({ id, title, about, busy, children }: PanelProps): ReactNode => (
  <section className="panel" id={id} aria-labelledby={`${id}-title`} aria-busy={busy}>
    <h2 id={`${id}-title`}>{title}</h2>
    <p className="about">{about}</p>
    {children}
    <p className="reading" role="status">
      {busy ? "Reading…" : ""}
    </p>
  </section>
);
