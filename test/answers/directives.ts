import { GraphQLBoolean, GraphQLNonNull } from "graphql";
import type { Random } from "../properties/random.js";
import type { Tally } from "./classes.js";
import type { Inputs } from "./inputs.js";

const condition = new GraphQLNonNull(GraphQLBoolean);

/** @skip and @include, one of them or both, behind whatever can bear them; "" mostly. */
export const writeDirectives = (
  inputs: Inputs,
  random: Random,
  tally: Tally,
  bearer: "field with a directive" | "spread with a directive" | "inline fragment with a directive",
): string => {
  if (random.chance(0.78)) return "";
  tally.met(bearer);
  const directive = (name: string, usual: boolean): string => {
    const isVariable = random.chance(0.5);
    tally.met(isVariable ? "directive by a variable" : "directive by a literal");
    const value = isVariable ? inputs.variable(condition, "if") : String(random.chance(0.65) ? usual : !usual);
    return ` @${name}(if: ${value})`;
  };
  if (!random.chance(0.35)) return random.chance(0.5) ? directive("skip", false) : directive("include", true);
  tally.met("@skip and @include together");
  const both = [directive("skip", false), directive("include", true)];
  return (random.chance(0.5) ? both : both.reverse()).join("");
};
