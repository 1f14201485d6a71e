interface Gap {
  readonly from: string;
  readonly to: string;
}

interface Part {
  readonly state: string;
  readonly source: { readonly name: string };
  readonly instance: { readonly id: string } | null;
  readonly missing: readonly Gap[];
}

const placeOf = ({ source, instance }: Part): string => `${source.name}\n${instance?.id ?? ""}`;

/** Oldest first; what touches is one. */
const joined = (gaps: readonly Gap[]): Gap[] => {
  const all: Gap[] = [];
  for (const gap of gaps.toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from))) {
    const last = all.at(-1);
    if (last === undefined || Date.parse(gap.from) > Date.parse(last.to)) all.push(gap);
    else if (Date.parse(gap.to) > Date.parse(last.to)) all[all.length - 1] = { ...last, to: gap.to };
  }
  return all;
};

/**
 * The coverage of what was read in several answers: what one of them could not read stays a gap, whatever others say of the
 * same source.
 */
export const mergeCoverage = <Each extends Part>(answers: readonly (readonly Each[])[]): Each[] => {
  const merged = new Map<string, Each>();
  for (const each of answers.flat()) {
    const before = merged.get(placeOf(each)) ?? each;
    const worst = before.state === "COMPLETE" ? each : before;
    merged.set(placeOf(each), { ...worst, missing: joined([...before.missing, ...each.missing]) });
  }
  return [...merged.values()];
};
