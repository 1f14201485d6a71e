import { type SubmitEvent, type ReactNode, useState } from "react";
import { Choice } from "../parts/choice.js";
import { useTimes } from "../view/use-times.js";
import { useView } from "../view/use-view.js";
import { QUICK_RANGES, type QuickRange, type Zone } from "../view/view.js";
import type { TimeSpan } from "../view/time-span.js";

const NAMES: Record<QuickRange, string> = { "24h": "24 h", "7d": "7 d", "30d": "30 d", "90d": "90 d", "1y": "1 y" };
const QUICK = (Object.keys(QUICK_RANGES) as QuickRange[]).map((value) => ({ value, label: NAMES[value] }));

/** As a field of date and time has it, in the reader's zone: 2026-11-27T22:41. */
const fieldOf = (instant: string, zone: Zone): string => {
  const at = new Date(instant);
  const shift = zone === "utc" ? 0 : at.getTimezoneOffset() * 60_000;
  return new Date(at.getTime() - shift).toISOString().slice(0, 16);
};

const instantOf = (field: string, zone: Zone): number => Date.parse(zone === "utc" ? `${field}Z` : field);

const fieldText = (value: FormDataEntryValue | null): string => (typeof value === "string" ? value : "");

/** From when to when: a quick range that ends now, or two instants. */
export const RangeControl = ({ span }: { readonly span: TimeSpan }): ReactNode => {
  const { view, change } = useView();
  const { zoneName } = useTimes();
  const { range, zone } = view;
  const isQuick = typeof range === "string";
  const [isOpen, open] = useState(!isQuick);
  const [fault, tell] = useState("");
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const [from, to] = ["from", "to"].map((name) => instantOf(fieldText(fields.get(name)), zone));
    if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to)) {
      tell("Give both a begin and an end.");
    } else if (from >= to) {
      tell("The end must be later than the begin.");
    } else {
      tell("");
      change({ range: { from: new Date(from).toISOString(), to: new Date(to).toISOString() } });
    }
  };
  return (
    <div className="range">
      <Choice
        label="Time range"
        options={[...QUICK, { value: "fixed", label: "From – to" }]}
        chosen={isOpen ? "fixed" : isQuick ? range : undefined}
        choose={(chosen) => {
          open(chosen === "fixed");
          if (chosen !== "fixed") change({ range: chosen });
        }}
      />
      {isOpen && (
        <form className="from-to" onSubmit={submit} key={`${span.from.slice(0, 13)} ${zone}`}>
          <label>
            From
            <input type="datetime-local" name="from" required defaultValue={fieldOf(span.from, zone)} />
          </label>
          <label>
            To
            <input type="datetime-local" name="to" required defaultValue={fieldOf(span.to, zone)} />
          </label>
          <span className="zone-name">{zoneName}</span>
          <button type="submit">Show</button>
          {fault !== "" && <p role="alert">{fault}</p>}
        </form>
      )}
    </div>
  );
};
