import { refusedWith } from "./errors.js";
import { TooComplex } from "./limits.js";

/** Characters of the longest text that anything here takes: a token of newSince. */
const MOST_CHARACTERS = 8_192;

export const isLong = (characters: number): boolean => characters > MOST_CHARACTERS;

export const tooLongText = (): Error => refusedWith(400, new TooComplex("longTexts", MOST_CHARACTERS));

/**
 * Throws for a value with a longer text in it. What is found wrong with a text is said with the text in it, and where it is
 * right, each list is judged by it: a filter of 340,000 characters, given to twenty lists, took 3 s in one go, and 300 MB.
 */
export const refuseLongTexts = (value: unknown): void => {
  // Without calling itself: values may be nested as deep as a body allows.
  const left = [value];
  while (left.length > 0) {
    const each = left.pop();
    if (typeof each === "string") {
      if (isLong(each.length)) throw tooLongText();
    } else if (typeof each === "object" && each !== null) {
      for (const inner of Array.isArray(each) ? (each as readonly unknown[]) : Object.values(each)) left.push(inner);
    }
  }
};
