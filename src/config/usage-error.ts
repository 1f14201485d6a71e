/** A command line that cannot be followed. The message is for the terminal. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** EX_USAGE of sysexits.h. */
  readonly exitCode = 64;
}
