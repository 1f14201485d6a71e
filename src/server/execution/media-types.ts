import { LRUCache } from "lru-cache";

const KEPT = 100;
const LONGEST = 500;

/** The Content-Type that Apollo answered each Accept header with: it knows the rules, and they know nothing else. */
export class MediaTypes {
  readonly #byAccept = new LRUCache<string, string>({ max: KEPT });

  find(accept: string | undefined): string | undefined {
    return this.#byAccept.get(accept ?? "");
  }

  learn(accept: string | undefined, contentType: unknown): void {
    if (typeof contentType !== "string" || (accept ?? "").length > LONGEST) return;
    this.#byAccept.set(accept ?? "", contentType);
  }
}
