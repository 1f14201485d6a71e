import { z } from "zod";
import { httpUrl, share, strict } from "./values.js";

export const logSchema = strict({
  level: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});

export const tracesSchema = strict({
  endpoint: httpUrl.optional(),
  sampleRatio: share.optional(),
});
