const FNV_PRIME = 0x01000193;

/** Scrambles two whole numbers into one of 32 bits; the whole world is computed from it, nothing is stored. */
export const mix = (a: number, b: number): number => {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul((b + 0x7f4a7c15) | 0, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
};

/** 32-bit hash of any mixture of text and numbers. */
export const hash32 = (...parts: readonly (string | number)[]): number => {
  let h = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}\u0000`;
    for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), FNV_PRIME);
  }
  return mix(h, parts.length);
};

/** A number in [0, 1) that depends on the parts only. */
export const unit = (...parts: readonly (string | number)[]): number => hash32(...parts) / 2 ** 32;

/** Hexadecimal digits that depend on the parts only. */
export const hex = (length: number, ...parts: readonly (string | number)[]): string => {
  let text = "";
  for (let i = 0; text.length < length; i += 1)
    text += hash32(i, ...parts)
      .toString(16)
      .padStart(8, "0");
  return text.slice(0, length);
};

/** A hexadecimal number in the shape of a UUID. */
export const uuid = (...parts: readonly (string | number)[]): string =>
  hex(32, ...parts).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** A stream of numbers in [0, 1) from a seed (for the faults' probability). */
export const seededRandom = (seed: number): (() => number) => {
  let n = 0;
  return () => mix(seed, (n += 1)) / 2 ** 32;
};
