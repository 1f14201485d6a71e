import { closeSync, openSync, writeSync } from "node:fs";

/** The owner writes, its group may read; a umask may narrow it. */
const MODE = 0o640;

const open = (path: string): number => openSync(path, "a", MODE);

/**
 * A file that lines are appended to, never truncated. Each line is in the file when `write` returns: what waited in
 * memory would be lost with the process, and an audit would miss its last lines.
 */
export class LineFile {
  #descriptor: number;
  /** A line stands at the end without its rest. */
  #isTorn = false;

  /** Throws what node:fs throws. */
  constructor(readonly path: string) {
    this.#descriptor = open(path);
  }

  /** `line` has its line break. Throws what node:fs throws; then the line is lost, and the next one begins anew. */
  write(line: string): void {
    const bytes = Buffer.from(this.#isTorn ? `\n${line}` : line);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written);
      this.#isTorn = false;
    } catch (error) {
      this.#isTorn ||= written > 0;
      throw error;
    }
  }

  /** The file of this name from now on; the one before may have another by now. Throws, and keeps that one then. */
  reopen(): void {
    const next = open(this.path);
    closeSync(this.#descriptor);
    this.#descriptor = next;
    this.#isTorn = false;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
