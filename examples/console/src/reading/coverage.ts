interface Part {
  readonly state: string;
  readonly source: unknown;
  readonly instance?: unknown;
}

/** As it stands in an answer or in Apollo's cache: either names the source and the instance that it is about. */
const placeOf = ({ source, instance = null }: Part): string => JSON.stringify([source, instance]);

/**
 * The coverage of a list that was read in several answers: what one of them could not read whole stays a gap of the list,
 * whatever later ones say of the same source.
 */
export const mergeCoverage = <Each extends Part>(answers: readonly (readonly Each[])[]): Each[] => {
  const merged = new Map<string, Each>();
  for (const each of answers.flat()) {
    const before = merged.get(placeOf(each));
    if (before === undefined || before.state === "COMPLETE") merged.set(placeOf(each), each);
  }
  return [...merged.values()];
};
