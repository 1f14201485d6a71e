/** An upstream's answer on its way through a fault. */
export interface Answer {
  readonly status: number;
  /** In the order of the wire; a name may come twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** What leaves instead of a well-formed answer, byte by byte. */
export interface Bytes {
  readonly bytes: string | Buffer;
  /** What becomes of the connection behind them. "drip": the last bytes come one by one, without end. */
  readonly then: "close" | "stay" | "drip";
}

export const answerOf = (status: number, contentType: string, body: string | Buffer): Answer => ({
  status,
  headers: [["Content-Type", contentType]],
  body: Buffer.from(body),
});

export const withHeader = (answer: Answer, name: string, value: string): Answer => ({
  ...answer,
  headers: [...withoutHeader(answer, name).headers, [name, value]],
});

export const withoutHeader = (answer: Answer, name: string): Answer => ({
  ...answer,
  headers: answer.headers.filter(([known]) => known.toLowerCase() !== name.toLowerCase()),
});

/** The status line and the headers, without the empty line that ends them. */
export const headOf = ({ status, headers }: Answer): string =>
  [`HTTP/1.1 ${status} Whatever`, ...headers.map(([name, value]) => `${name}: ${value}`), ""].join("\r\n");

/** A well-formed answer as it stands on the wire. */
export const wireOf = (answer: Answer): Buffer => {
  const told = withHeader(withHeader(answer, "Content-Length", String(answer.body.length)), "Connection", "close");
  return Buffer.concat([Buffer.from(`${headOf(told)}\r\n`), answer.body]);
};
