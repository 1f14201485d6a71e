/** How a value travels to the store that replicas share, and back. Memory holds the value itself. */
export interface Codec<T> {
  /** JSON. */
  readonly encode: (value: T) => unknown;
  /** Throws for what encode did not make: the store may hold nonsense. */
  readonly decode: (kept: unknown) => T;
  /** About how many characters the JSON has as a text. Told, for writing it costs more than the rest of keeping. */
  readonly size: (value: T) => number;
}
