import type { EntryFormat } from "../audit/stored-file.js";

/** Why a page of entries ends where it does. */
export const ScanStop = {
  END: "END",
  PAGE_FULL: "PAGE_FULL",
  BYTES: "BYTES",
  FILES: "FILES",
  DEADLINE: "DEADLINE",
  FAILED: "FAILED",
} as const;
export type ScanStop = (typeof ScanStop)[keyof typeof ScanStop];

/** What a page was made of. */
export interface EntryScan {
  readonly stoppedBy: ScanStop;
  readonly formats: readonly EntryFormat[];
  readonly bytesRead: number;
  readonly recordsRead: number;
  readonly unreadable: number;
  readonly files: number;
  readonly filesLeft: number;
  readonly filesPassed: number;
  readonly writtenUntil: number | null;
  readonly recordIdGaps: number | null;
}
