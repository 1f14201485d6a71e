import { useQuery } from "@apollo/client/react";
import { type ReactNode, useState } from "react";
import { InstancesDocument } from "../generated/graphql.js";
import { CoverageNote } from "../parts/coverage-note.js";
import { Panel } from "../parts/panel.js";
import { RequestNote } from "../parts/request-note.js";
import { useLastAnswer } from "../parts/use-last-answer.js";
import { useFileVolume } from "./use-file-volume.js";
import { lastDays } from "./volume-by-day.js";
import { VolumeTable } from "./volume-table.js";

const DAYS = 7;

/** How much each database instance wrote on each day of the last week, and which of it is not known. */
export const FilesPanel = (): ReactNode => {
  const [days] = useState(() => lastDays(DAYS, Date.now()));
  const instances = useQuery(InstancesDocument);
  const volume = useFileVolume(`${days[0] ?? ""}T00:00:00Z`);
  const list = useLastAnswer(instances.data)?.databaseInstances;
  const known = list?.nodes ?? [];
  const nameOf = (id: string): string | undefined => known.find((each) => each.id === id)?.name ?? undefined;
  return (
    <Panel
      id="files"
      title="Audit log files"
      about="Bytes that each database instance wrote on each day, in UTC. Hatched: not known, and why."
      busy={volume.busy}
    >
      <RequestNote error={volume.error ?? (known.length === 0 ? instances.error : undefined)} retry={volume.retry} />
      <CoverageNote coverage={list?.coverage} retry={() => void instances.refetch()} />
      <CoverageNote coverage={volume.coverage} retry={volume.retry} nameOf={nameOf} />
      {known.length > 0 && <VolumeTable instances={known} days={days} volume={volume} />}
      {volume.paused && (
        <button type="button" onClick={volume.readOn}>
          Read further back
        </button>
      )}
    </Panel>
  );
};
