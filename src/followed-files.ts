import { readFile } from "node:fs/promises";
import { sha256 } from "./audit/seal.js";

/** Milliseconds between two looks. */
const LOOK_MS = 5_000;

/** Files by their paths, with the digest of what each holds. */
type Digests = ReadonlyMap<string, string>;

const differing = (one: Digests, other: Digests): string[] =>
  [...one].filter(([path, digest]) => other.get(path) !== digest).map(([path]) => path);
const isSame = (one: Digests, other: Digests): boolean => one.size === other.size && differing(one, other).length === 0;

/**
 * Looks from time to time whether files hold something else than what was read of them, and says so once for each change. Not by
 * the file system's notices: those do not come from every file system, and not for a link that is turned to another file, as
 * Kubernetes does. A change counts once two looks in a row show the same, so that a certificate does not count without its key.
 */
export class FollowedFiles {
  readonly #timer: NodeJS.Timeout;
  #seen: Digests = new Map();
  /** The change that was told last, and what had been read before: it is not told again where nothing came of it. */
  #told: { readonly to: Digests; readonly from: Digests } | undefined;

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
      now.set(path, await readFile(path, "utf8").then(sha256, () => known.get(path) ?? ""));
    }
    const isSettled = differing(now, this.#seen).length === 0;
    this.#seen = now;
    if (!isSettled || (this.#told && isSame(now, this.#told.to))) return;
    // Nothing came of the change that was told, and it was taken back: that is told too, so that nobody is missed any more.
    const isTakenBack = this.#told !== undefined && isSame(now, known) && isSame(known, this.#told.from);
    const changed = differing(now, isTakenBack && this.#told ? this.#told.to : known);
    if (changed.length === 0) return;
    this.#told = { to: now, from: known };
    this.changed(changed);
  }
}
