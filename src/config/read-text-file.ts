import { readFileSync } from "node:fs";
import type { ReadFile } from "./config.js";

/** The one place that reads files; once, at the start. */
export const readTextFile: ReadFile = (path) => readFileSync(path, "utf8");
