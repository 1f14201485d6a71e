/** The members that a caller gave: null and absent mean the same in every argument of this API. */
export type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

export const present = <T extends object>(value: T | null | undefined): Present<T> =>
  Object.fromEntries(
    Object.entries(value ?? {}).filter(([, member]) => member !== null && member !== undefined),
  ) as Present<T>;

/** A list argument in the one spelling that cursors are bound to: its order and repeats do not select anything. */
export const asSet = (values: readonly string[] | null | undefined): readonly string[] | null =>
  values ? [...new Set(values)].sort() : null;
