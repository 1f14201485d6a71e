import type { AuditRecordFilter, AuditSourceKind, DatabaseInstanceRef } from "../generated/graphql.js";
import type { View } from "./view.js";

type Filters = Pick<View, "kinds" | "sources" | "severities" | "instances" | "text">;

interface Source {
  readonly name: string;
  readonly kind: AuditSourceKind;
}

const unlessEmpty = <Item>(items: readonly Item[]): Item[] | undefined => (items.length === 0 ? undefined : [...items]);

/** source/instanceId as the API takes it. */
export const refOf = (instance: string): DatabaseInstanceRef => {
  const cut = instance.lastIndexOf("/");
  return { source: instance.slice(0, cut), instanceId: instance.slice(cut + 1) };
};

/** Of records of every kind. What is not chosen is left out, for an empty list would mean none. */
export const recordFilterOf = ({ kinds, sources, severities, instances, text }: Filters): AuditRecordFilter => ({
  kinds: unlessEmpty(kinds),
  sources: unlessEmpty(sources),
  severities: unlessEmpty(severities),
  instances: unlessEmpty(instances.map(refOf)),
  text: text === "" ? undefined : text,
});

/** The names of the sources of some kinds that are chosen. */
export const chosenOf = (
  all: readonly Source[],
  { kinds, sources }: Pick<View, "kinds" | "sources">,
  ofKinds: readonly AuditSourceKind[],
): string[] =>
  all
    .filter(({ kind }) => ofKinds.includes(kind))
    .filter(
      ({ name, kind }) =>
        (kinds.length === 0 || kinds.includes(kind)) && (sources.length === 0 || sources.includes(name)),
    )
    .map(({ name }) => name);

export const BALANCERS: readonly AuditSourceKind[] = ["ATLAS", "OCTAVIA"];
