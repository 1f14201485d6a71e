import { readFile } from "node:fs/promises";
import { digestOf } from "./config/files.js";

/** Milliseconds between two looks. */
const LOOK_MS = 5_000;

/** Files by their paths, with the digest of what each holds. */
type Digests = ReadonlyMap<string, string>;

/**
 * Looks from time to time whether files hold something else than what was read of them, and says so once for each change. Not by
 * the file system's notices: those do not come from every file system, and not for a link that is turned to another file, as
 * Kubernetes does. A change counts once two looks in a row show the same, so that a certificate does not count without its key.
 */
export class FollowedFiles {
  readonly #timer: NodeJS.Timeout;
  #seen = new Map<string, string>();
  /** What was told last: it is not told again where nothing came of it. */
  #told = "";

  constructor(
    /** What was read of them. */
    private readonly read: () => Digests,
    /** Is told the paths. */
    private readonly changed: (paths: readonly string[]) => void,
    everyMs = LOOK_MS,
  ) {
    // The process ends with its server, not with this.
    this.#timer = setInterval(() => void this.#look(), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const known = this.read();
    const now = new Map<string, string>();
    for (const path of known.keys()) {
      // One that is gone may be on its way: what is known of it holds on.
      now.set(path, await readFile(path, "utf8").then(digestOf, () => known.get(path) ?? ""));
    }
    const changed = [...known].filter(([path, digest]) => now.get(path) !== digest).map(([path]) => path);
    const isSettled = [...now].every(([path, digest]) => this.#seen.get(path) === digest);
    this.#seen = now;
    const found = JSON.stringify([...now]);
    if (changed.length === 0 || !isSettled || found === this.#told) return;
    this.#told = found;
    this.changed(changed);
  }
}
