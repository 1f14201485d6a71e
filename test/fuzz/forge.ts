import { openJson, sealJson } from "../../src/audit/seal.js";
import type { Random } from "../properties/random.js";
import { hostileValues, pick } from "./hostile.js";

const membersOf = (text: string): readonly unknown[] => {
  const value = openJson(text);
  if (!Array.isArray(value)) throw new Error("not an id or a cursor of this API");
  return value as unknown[];
};

/**
 * An id or a cursor that was never given out, with a check that is right: one member or several have another value, that
 * of another id or cursor, or there are fewer or more of them.
 */
export const forge = (text: string, other: string, random: Random): string => {
  const members = [...membersOf(text)];
  const others = membersOf(other);
  const times = random.chance(0.7) ? 1 : 1 + random.below(4);
  for (let time = 0; time < times; time += 1) {
    // The first members say which version and kind it is, or which list it is bound to: mostly left, to get past them.
    const at = random.chance(0.1)
      ? random.below(members.length)
      : Math.min(2, members.length - 1) + random.below(members.length - 2);
    const way = random.next();
    if (way < 0.75) members[at] = pick(hostileValues, random);
    else if (way < 0.9) members[at] = others[at % others.length];
    else if (way < 0.95) members.splice(at, 1);
    else members.splice(at, 0, pick(hostileValues, random));
    if (members.length < 3) break;
  }
  return sealJson(members);
};
