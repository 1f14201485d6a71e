import type { ReactNode } from "react";
import type { TimeSpan } from "../view/time-span.js";
import { FilterControls } from "./filter-controls.js";
import { RangeControl } from "./range-control.js";
import { ReadingControls } from "./reading-controls.js";

/** What is shown, and when it was read. All of it stands in the URL. */
export const ControlBar = ({ span }: { readonly span: TimeSpan }): ReactNode => (
  <section className="bar" aria-label="What is shown">
    <RangeControl span={span} />
    <ReadingControls />
    <FilterControls />
  </section>
);
