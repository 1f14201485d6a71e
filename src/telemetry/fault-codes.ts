/** Is this code a fault of the sources or of this program? All others are the caller's own. */
export const isFault = (code: string): boolean => /^(?:UPSTREAM_|DEADLINE_EXCEEDED|INTERNAL)/.test(code);
