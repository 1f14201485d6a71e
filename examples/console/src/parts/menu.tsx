import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";

interface MenuOption {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

interface MenuProps {
  readonly label: string;
  readonly options: readonly MenuOption[];
  readonly chosen: readonly string[];
  readonly choose: (values: string[]) => void;
  /** Says so where there is nothing to choose. */
  readonly none?: string;
}

/** More than these are looked for by their name. */
const SEARCHED_FROM = 9;

/** Some of many, as check boxes that drop down. Escape closes it, and so does whatever is clicked beside it. */
export const Menu = ({ label, options, chosen, choose, none = "Nothing to choose." }: MenuProps): ReactNode => {
  const [isOpen, open] = useState(false);
  const [wanted, want] = useState("");
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const outside = (event: Event): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) open(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !isOpen) return;
    event.stopPropagation();
    open(false);
    button.current?.focus();
  };
  const toggled = (value: string): string[] =>
    chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
  const [first = ""] = chosen;
  const firstLabel = options.find(({ value }) => value === first)?.label ?? first;
  const summary = chosen.length === 0 ? "all" : firstLabel + (chosen.length > 1 ? ` +${chosen.length - 1}` : "");
  const shown = options.filter((option) =>
    `${option.label} ${option.hint ?? ""}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  return (
    <div className="menu" ref={root} onKeyDown={onKeyDown}>
      <button
        type="button"
        ref={button}
        aria-expanded={isOpen}
        data-chosen={chosen.length > 0}
        onClick={() => open(!isOpen)}
      >
        <span className="menu-label">{label}</span> <span className="menu-value">{summary}</span>
      </button>
      {isOpen && (
        <fieldset className="drop">
          <legend className="unseen">{label}</legend>
          {options.length >= SEARCHED_FROM && (
            <input
              type="search"
              aria-label={`Find a ${label.toLowerCase()}`}
              placeholder="Find…"
              value={wanted}
              onChange={({ target }) => want(target.value)}
            />
          )}
          <div className="options">
            {shown.map(({ value, label: name, hint }) => (
              <label key={value}>
                <input type="checkbox" checked={chosen.includes(value)} onChange={() => choose(toggled(value))} />
                <span>
                  {name}
                  {hint !== undefined && <small>{hint}</small>}
                </span>
              </label>
            ))}
            {shown.length === 0 && <p>{none}</p>}
          </div>
          <button type="button" className="plain" disabled={chosen.length === 0} onClick={() => choose([])}>
            Show all
          </button>
        </fieldset>
      )}
    </div>
  );
};
