/** Calls of reading file lists and periods, at most. */
export const callsOfFileList = ({
  timelines,
  slices,
  size,
}: {
  readonly timelines: number;
  readonly slices: number;
  readonly size: number;
  readonly goesOn: boolean;
}): number => timelines * (slices * 3 + 6) + Math.ceil(size / 25);
export const callsOfCount = ({ timelines, slices }: { readonly timelines: number; readonly slices: number }): number =>
  timelines * slices * 9;
export const callsOfPeriods = ({ novas, size }: { readonly novas: number; readonly size: number }): number =>
  novas * (2 * size + 4);
