import { drive } from "./drive.mjs";

/** One request at a time, in milliseconds: what a caller waits, without what it waits behind others. */
export const latencies = (url, { count, ...options }) =>
  drive([url], { ...options, isOver: (answered) => answered >= count });
