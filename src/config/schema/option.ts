import type { z } from "zod";

export interface OptionFacts {
  /** The environment variable that wins over the file. */
  readonly env?: string;
  /** What counts where the key is left out and there is no one default: half a sentence. */
  readonly otherwise?: string;
}

/**
 * One key of the file with what the reference and editors say of it: Markdown without a full stop at its end. Its type,
 * range and default need no words; they are taken from the schema itself.
 */
export const option = <S extends z.ZodType>(
  schema: S,
  description: string,
  { env, otherwise }: OptionFacts = {},
): S =>
  schema.meta({
    description,
    ...(env === undefined ? {} : { "x-env": env }),
    ...(otherwise === undefined ? {} : { "x-otherwise": otherwise }),
  });
