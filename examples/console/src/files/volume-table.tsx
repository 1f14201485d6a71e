import type { ReactNode } from "react";
import type { CoverageFragment, InstancesQuery } from "../generated/graphql.js";
import { day as dayOf } from "../parts/format.js";
import type { FileVolume } from "./use-file-volume.js";
import { volumeByDay } from "./volume-by-day.js";
import { VolumeCell } from "./volume-cell.js";

type Instance = NonNullable<InstancesQuery["databaseInstances"]>["nodes"][number];

interface VolumeTableProps {
  readonly instances: readonly Instance[];
  /** As 2026-11-20. */
  readonly days: readonly string[];
  readonly volume: Pick<FileVolume, "files" | "readTo" | "coverage">;
}

const DAY_MS = 86_400_000;

/** Was some of the day not read, of the instance or of its source? Then nothing is not none. */
const isMissing = (day: string, instance: Instance, coverage: readonly CoverageFragment[]): boolean => {
  const start = Date.parse(day);
  return coverage
    .filter(({ source, instance: one }) => (one == null ? source.name === instance.sourceName : one.id === instance.id))
    .some(({ state, missing }) =>
      missing.length === 0
        ? state === "FAILED"
        : missing.some(({ from, to }) => Date.parse(from) < start + DAY_MS && Date.parse(to) > start),
    );
};

/** A table that reads as a chart: the more was written, the darker. */
export const VolumeTable = ({ instances, days, volume }: VolumeTableProps): ReactNode => {
  const rows = instances.map((instance) => ({
    instance,
    cells: volumeByDay(volume.files, instance.id, days, volume.readTo),
    failed: days.map((day) => isMissing(day, instance, volume.coverage ?? [])),
  }));
  const most = Math.max(1, ...rows.flatMap(({ cells }) => cells.map(({ bytes }) => bytes)));
  return (
    <div className="scroll" role="region" aria-label="Volume by day and instance" tabIndex={0}>
      <table className="volume">
        <thead>
          <tr>
            <th scope="col">Instance</th>
            {days.map((day) => (
              <th scope="col" key={day}>
                {dayOf(day)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ instance, cells, failed }) => (
            <tr key={instance.id}>
              <th scope="row">
                {instance.name ?? instance.instanceId}
                <small>{instance.sourceName}</small>
              </th>
              {cells.map((cell, i) => (
                <VolumeCell
                  key={days[i]}
                  volume={cell}
                  share={cell.bytes / most}
                  failed={failed[i] ?? false}
                  off={instance.auditPolicy?.enabled === false}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
