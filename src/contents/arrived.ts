/** Worked on between two turns of the loop. */
export const PIECE = 256 * 1024;

/**
 * What has come of a file, worked on in pieces as large as a turn may be. A store sends far smaller ones, and a turn for each
 * of them would be a wait for each.
 */
export class Arrived<Stop> {
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    private readonly work: (bytes: Buffer) => Stop | undefined,
    private readonly turn: () => Promise<void> | undefined,
  ) {}

  async take(chunk: Buffer): Promise<Stop | undefined> {
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + PIECE - this.#bytes);
      from += part.length;
      this.#chunks.push(part);
      this.#bytes += part.length;
      const stop = this.#bytes < PIECE ? undefined : await this.rest();
      if (stop !== undefined) return stop;
    }
    return undefined;
  }

  /** Works on what there is. */
  async rest(): Promise<Stop | undefined> {
    const chunks = this.#chunks;
    [this.#chunks, this.#bytes] = [[], 0];
    if (chunks.length === 0) return undefined;
    const turn = this.turn();
    if (turn) await turn;
    for (const chunk of chunks) {
      const stop = this.work(chunk);
      if (stop !== undefined) return stop;
    }
    return undefined;
  }
}
