import type { Listening } from "../../graphql/live.js";

/** Those who listen to one read. */
interface Circle {
  readonly waiting: Set<(goesOn: boolean) => void>;
  /** What was read in this turn, by the token that it was read since. */
  readonly reads: Map<string, Promise<unknown>>;
  listeners: number;
  readonly timer: NodeJS.Timeout;
}

/** One clock for each distinct read, for as long as somebody listens to it: all wake together, and read once. */
export class LiveHub {
  readonly #circles = new Map<string, Circle>();
  #hasEnded = false;

  constructor(private readonly intervalMs: number) {}

  /** Wakes everybody for the last time. */
  end(): void {
    this.#hasEnded = true;
    for (const circle of this.#circles.values()) wake(circle, false);
  }

  listen(key: string): Listening {
    const circle = this.#circles.get(key) ?? this.#begin(key);
    circle.listeners += 1;
    let mine: ((goesOn: boolean) => void) | undefined;
    return {
      woken: () =>
        new Promise((resolve) => {
          if (this.#hasEnded) {
            resolve(false);
            return;
          }
          mine = resolve;
          circle.waiting.add(resolve);
        }),
      shared: <T>(since: string, read: () => Promise<T>) => {
        const known = circle.reads.get(since) as Promise<T> | undefined;
        if (known) return known;
        const begun = read();
        circle.reads.set(since, begun);
        // A failure is its askers' alone; and where one begins to listen is no answer for those who come later.
        const forget = (): void => {
          if (circle.reads.get(since) === begun) circle.reads.delete(since);
        };
        begun.then(() => {
          if (since === "") forget();
        }, forget);
        return begun;
      },
      leave: () => {
        if (mine) {
          circle.waiting.delete(mine);
          mine(false);
        }
        circle.listeners -= 1;
        if (circle.listeners > 0) return;
        clearInterval(circle.timer);
        this.#circles.delete(key);
      },
    };
  }

  #begin(key: string): Circle {
    const timer = setInterval(() => {
      circle.reads.clear();
      wake(circle, true);
    }, this.intervalMs).unref();
    const circle: Circle = { waiting: new Set(), reads: new Map(), listeners: 0, timer };
    this.#circles.set(key, circle);
    return circle;
  }
}

const wake = ({ waiting }: Circle, goesOn: boolean): void => {
  for (const each of waiting) {
    waiting.delete(each);
    each(goesOn);
  }
};
