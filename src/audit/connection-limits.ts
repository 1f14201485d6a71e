/** What callers may hold of the process by their connections alone. Part of `server` in the configuration. */
export interface ConnectionLimits {
  /** Milliseconds that an answer may wait without any of it being read. */
  readonly writeTimeoutMs: number;
  /** Bytes of all answers that are not read to their end. */
  readonly maxBufferedBytes: number;
  /** Connections that are open, idle ones too. One beyond is closed as soon as it is there. */
  readonly maxConnections: number;
}

export const defaultConnectionLimits: ConnectionLimits = {
  writeTimeoutMs: 30_000,
  maxBufferedBytes: 67_108_864,
  maxConnections: 1_000,
};
