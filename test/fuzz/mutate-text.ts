import type { Random } from "../properties/random.js";
import { hostileTexts, pick } from "./hostile.js";

type Mutation = (text: string, other: string, random: Random) => string;

const cut = (text: string, random: Random): number => random.below(text.length + 1);

const mutations: readonly Mutation[] = [
  // One bit of one character.
  (text, _other, random) => {
    const at = random.below(text.length);
    const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << random.below(8)));
    return text.slice(0, at) + flipped + text.slice(at + 1);
  },
  (text, _other, random) => text.slice(0, cut(text, random)),
  (text, _other, random) => text.slice(cut(text, random)),
  (text, other, random) => text.slice(0, cut(text, random)) + other.slice(cut(other, random)),
  (text, _other, random) => {
    const at = cut(text, random);
    return text.slice(0, at) + pick(hostileTexts, random) + text.slice(at);
  },
  (text) => text + text,
  (text, _other, random) => text + "=".repeat(1 + random.below(3)),
  (text) => Array.from(text).reverse().join(""),
  (text) => text.repeat(40),
  (_text, _other, random) => pick(hostileTexts, random),
];

/** A text damaged in one place or in several, or joined with another. */
export const mutateText = (text: string, other: string, random: Random): string => {
  const mutated = pick(mutations, random)(text, other, random);
  return random.chance(0.2) && mutated.length > 0 ? pick(mutations, random)(mutated, other, random) : mutated;
};
