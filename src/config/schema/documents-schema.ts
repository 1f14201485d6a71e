import { z } from "zod";
import { option } from "./option.js";
import { strict, text } from "./values.js";

export const documentsSchema = strict({
  mode: option(
    z.enum(["open", "hybrid", "trusted"]).default("open"),
    "which documents are run: `open` any, `hybrid` the manifest's by their ids and any other by its text, " +
      "`trusted` the manifest's alone",
  ),
  manifest: option(text.optional(), "the clients' persisted documents, a JSON file; needed by `hybrid` and `trusted`"),
});

/** Ids to documents, as codegen's client preset and relay-compiler write them; or Apollo's manifest. */
export const manifestSchema = z.union([
  z
    .object({
      format: z.literal("apollo-persisted-query-manifest"),
      version: z.literal(1),
      operations: z.array(z.object({ id: text, body: text })),
    })
    .transform(({ operations }) => new Map(operations.map(({ id, body }) => [id, body]))),
  z.record(text, text).transform((documents) => new Map(Object.entries(documents))),
]);
