/** Records of one point. */
const RECORDS_PER_POINT = 10;

/** What a part of an operation takes. */
export interface Sum {
  readonly calls: number;
  readonly records: number;
}

export const pointsOf = ({ calls, records }: Sum): number => Math.ceil(calls) + Math.ceil(records / RECORDS_PER_POINT);

/** The field that costs most by itself, without those below it. */
interface Dearest {
  /** As in errors[].path. */
  readonly path: string;
  readonly points: number;
}

/** Finds it. Only where an operation is refused: each field has a path to keep. */
export class Search {
  readonly #path: string[] = [];
  dearest: Dearest = { path: "", points: 0 };

  enter(key: string, own: Sum): void {
    this.#path.push(key);
    const points = pointsOf(own);
    if (points > this.dearest.points) this.dearest = { path: this.#path.join("."), points };
  }

  leave(): void {
    this.#path.pop();
  }
}
