import type { ReactNode } from "react";
import type { AuditSeverity, AuditSourceKind } from "../generated/graphql.js";
import { words } from "../parts/format.js";
import { Menu } from "../parts/menu.js";
import { useInstances } from "../sources/use-instances.js";
import { useSources } from "../sources/use-sources.js";
import { useView } from "../view/use-view.js";
import { SEVERITIES } from "../view/view.js";
import { KIND_NAMES, KINDS } from "../parts/kinds.js";
import { TextControl } from "./text-control.js";

/** What is shown of the range. Only what is configured can be chosen. */
export const FilterControls = (): ReactNode => {
  const { view, change } = useView();
  const { sources } = useSources();
  const { all: instances } = useInstances();
  const kinds = KINDS.filter((kind) => view.kinds.includes(kind) || sources.some((source) => source.kind === kind));
  const isFiltered = [view.kinds, view.sources, view.severities, view.instances, view.text].some(
    ({ length }) => length > 0,
  );
  return (
    <div className="filters" role="group" aria-label="Filters">
      <Menu
        label="Source"
        options={sources.map(({ name, kind }) => ({ value: name, label: name, hint: KIND_NAMES[kind] }))}
        chosen={view.sources}
        choose={(chosen) => change({ sources: chosen })}
      />
      <Menu
        label="Kind"
        options={kinds.map((kind) => ({ value: kind, label: KIND_NAMES[kind] }))}
        chosen={view.kinds}
        choose={(chosen) => change({ kinds: chosen as AuditSourceKind[] })}
      />
      <Menu
        label="Severity"
        options={SEVERITIES.map((severity) => ({ value: severity, label: words(severity) }))}
        chosen={view.severities}
        choose={(chosen) => change({ severities: chosen as AuditSeverity[] })}
      />
      <Menu
        label="Instance"
        options={instances.map(({ name, instanceId, sourceName }) => ({
          value: `${sourceName}/${instanceId}`,
          label: name ?? instanceId,
          hint: sourceName,
        }))}
        chosen={view.instances}
        choose={(chosen) => change({ instances: chosen })}
        none="No database instance of this name."
      />
      <TextControl key={view.text} />
      {isFiltered && (
        <button
          type="button"
          className="plain"
          onClick={() => change({ kinds: [], sources: [], severities: [], instances: [], text: "" })}
        >
          Clear filters
        </button>
      )}
    </div>
  );
};
