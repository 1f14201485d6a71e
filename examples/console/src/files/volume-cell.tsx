import type { ReactNode } from "react";
import { bytes, counted } from "../parts/format.js";
import type { Volume } from "./volume-by-day.js";

const SHADES = 5;

interface VolumeCellProps {
  readonly volume: Volume;
  /** Of the fullest cell, 0 to 1. */
  readonly share: number;
  /** The instance could not be read, or not to its end. */
  readonly failed: boolean;
  /** The instance's auditing is off: that there is nothing means nothing. */
  readonly off: boolean;
}

const gapOf = ({ volume, failed, off }: VolumeCellProps): string | undefined => {
  if (failed) return "failed";
  if (volume.read === "not yet") return "not read";
  return off && volume.files === 0 ? "auditing off" : undefined;
};

export const VolumeCell = (props: VolumeCellProps): ReactNode => {
  const { volume, share } = props;
  const gap = gapOf(props);
  if (volume.files === 0) {
    if (gap !== undefined) return <td className="gap">{gap}</td>;
    return (
      <td className={volume.read === "whole" ? "nothing" : "gap"}>{volume.read === "whole" ? "0" : "not read"}</td>
    );
  }
  const unsure = gap !== undefined || volume.read !== "whole";
  return (
    <td className={unsure ? "unsure" : ""} data-shade={Math.ceil(share * SHADES)}>
      {unsure && <span title="at least">≥ </span>}
      {bytes(volume.bytes)}
      <small>{gap ?? (unsure ? "read in part" : counted(volume.files, "file"))}</small>
    </td>
  );
};
