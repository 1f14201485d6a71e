/**
 * The code of a system or library error, such as "ECONNRESET"; "unknown" for one without. The error's class is not
 * looked at: errors of Node's own core may belong to another realm than ours.
 */
export const systemCode = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : "unknown";
