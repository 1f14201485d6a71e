export interface SentEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: unknown;
}

export interface EventStream {
  readonly status: number;
  readonly headers: Headers;
  /** The next event; undefined where the stream ended. Comments are passed over. */
  next(): Promise<SentEvent | undefined>;
  /** The whole body of an answer that is no stream. */
  text(): Promise<string>;
  leave(): void;
}

const eventOf = (block: string): SentEvent | undefined => {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const at = line.indexOf(":");
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1).trimStart());
  }
  const event = fields.get("event");
  if (event === undefined) return undefined;
  const data = fields.get("data");
  return { id: fields.get("id"), event, data: data === undefined || data === "" ? null : JSON.parse(data) };
};

interface SubscribeOptions {
  readonly variables?: object;
  readonly headers?: Record<string, string>;
}

/** Subscribes to a product. */
export const subscribe = (baseUrl: string, query: string, options?: SubscribeOptions): Promise<EventStream> =>
  subscribeAt(`${baseUrl}/graphql/stream`, query, options);

/** Subscribes as the protocol has it: a POST that takes server-sent events. */
export const subscribeAt = async (
  url: string,
  query: string,
  { variables, headers = {} }: SubscribeOptions = {},
): Promise<EventStream> => {
  const leaving = new AbortController();
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream", ...headers },
    body: JSON.stringify({ query, variables }),
    signal: leaving.signal,
  });
  let text = "";
  const decoder = new TextDecoder();
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  const next = async (): Promise<SentEvent | undefined> => {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const event = eventOf(text.slice(0, end));
        text = text.slice(end + 2);
        if (event) return event;
        continue;
      }
      const read = await reader?.read();
      if (!read || read.done) return undefined;
      text += decoder.decode(read.value, { stream: true });
    }
  };
  const whole = async (): Promise<string> => {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read())
      text += decoder.decode(read.value);
    return text;
  };
  return { status: response.status, headers: response.headers, next, text: whole, leave: () => leaving.abort() };
};
