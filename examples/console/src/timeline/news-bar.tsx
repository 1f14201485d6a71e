import { type ReactNode, useRef } from "react";
import { number } from "../parts/format.js";
import { useTimes } from "../view/use-times.js";
import { useView } from "../view/use-view.js";
import type { News } from "./use-news.js";

/** The entries that are marked as new, in their order. */
const newEntries = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("#time-line .entry[data-new]")];

/** How much appeared since the reader looked, told politely, and the ways to it. */
export const NewsBar = ({ news }: { readonly news: News }): ReactNode => {
  const times = useTimes();
  const { newsAt } = useView();
  const at = useRef(-1);
  const { ids, markAsSeen } = news;
  const goOn = (): void => {
    const all = newEntries();
    at.current = (at.current + 1) % Math.max(1, all.length);
    all[at.current]?.focus();
  };
  return (
    <div className="news">
      {/* Always there, so that what comes into it is announced; what changes with each poll stands elsewhere. */}
      <p role="status">{ids.size > 0 && `${number(ids.size)} new since you looked`}</p>
      {ids.size > 0 && (
        <>
          <button type="button" onClick={goOn}>
            Go to the next new one
          </button>
          <button
            type="button"
            onClick={() => {
              at.current = -1;
              markAsSeen();
            }}
          >
            Mark as seen
          </button>
        </>
      )}
      {newsAt !== undefined && (
        <p className="asked-at">
          Asked what is new at <time dateTime={new Date(newsAt).toISOString()}>{times.second(newsAt)}</time>
        </p>
      )}
    </div>
  );
};
