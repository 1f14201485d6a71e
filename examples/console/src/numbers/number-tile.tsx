import type { ReactNode } from "react";

interface NumberTileProps {
  readonly name: string;
  /** Undefined: not read yet. Null: not known. */
  readonly value: string | null | undefined;
  readonly isWhole: boolean;
  readonly about: ReactNode;
  /** Bad news are told by a mark and by words, not by colour alone. */
  readonly isBad?: boolean;
  readonly show?: (() => void) | undefined;
}

/** One number. What is not known is said in words: it is never 0. */
export const NumberTile = ({ name, value, isWhole, about, isBad, show }: NumberTileProps): ReactNode => (
  <li className="tile" data-bad={isBad === true}>
    <p className="tile-name">{name}</p>
    {value === undefined ? (
      <p className="tile-value">
        <span className="skeleton-line" aria-hidden="true" />
        <span className="unseen">being read</span>
      </p>
    ) : (
      <p className="tile-value">
        {value ?? <span className="unknown">Not known</span>}
        {value !== null && !isWhole && <span className="at-least"> or more</span>}
      </p>
    )}
    <p className="tile-about">{about}</p>
    {show !== undefined && (
      <button type="button" className="plain" onClick={show}>
        Show them<span className="unseen"> ({name})</span>
      </button>
    )}
  </li>
);
