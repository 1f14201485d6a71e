import { z } from "zod";
import { strict } from "./values.js";

/** The file as a whole; each part is read by its own schema, each source by its kind's. */
export const fileSchema = strict({
  server: z.unknown().optional(),
  access: z.unknown().optional(),
  cache: z.unknown().optional(),
  limits: z.unknown().optional(),
  documents: z.unknown().optional(),
  log: z.unknown().optional(),
  accessLog: z.unknown().optional(),
  traces: z.unknown().optional(),
  sources: z.array(z.record(z.string(), z.unknown())).min(1, "must hold at least one source"),
});
