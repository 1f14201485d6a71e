import type { ReactNode } from "react";
import { Choice } from "../parts/choice.js";
import { useTimes } from "../view/use-times.js";
import { useView } from "../view/use-view.js";
import { REFRESHES, type Zone } from "../view/view.js";
import { timesOf } from "../parts/format.js";

const REFRESH_NAMES: Record<number, string> = {
  0: "by hand",
  30: "every 30 s",
  60: "every minute",
  300: "every 5 min",
};
const ZONES: readonly { readonly value: Zone; readonly label: string }[] = [
  { value: "utc", label: "UTC" },
  { value: "local", label: "Local" },
];

/** When all of it was read, how often what is new is asked for, and in which zone times are told. */
export const ReadingControls = (): ReactNode => {
  const { view, change, readAt, readAgain } = useView();
  const times = useTimes();
  return (
    <div className="reading-controls" role="group" aria-label="Reading">
      <p className="read-at">
        Read at <time dateTime={new Date(readAt).toISOString()}>{times.second(readAt)}</time>{" "}
        <span className="zone-name">{times.zoneName}</span>
      </p>
      <button type="button" onClick={readAgain}>
        Read again
      </button>
      <select
        aria-label="Read again"
        value={view.refresh}
        onChange={({ target }) => change({ refresh: Number(target.value) })}
      >
        {REFRESHES.map((seconds) => (
          <option key={seconds} value={seconds}>
            {REFRESH_NAMES[seconds]}
          </option>
        ))}
      </select>
      <div title={`Local: ${timesOf("local").zoneName}`}>
        <Choice label="Time zone" options={ZONES} chosen={view.zone} choose={(zone) => change({ zone })} />
      </div>
    </div>
  );
};
