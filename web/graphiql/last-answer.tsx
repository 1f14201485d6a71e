import { type ReactNode, useSyncExternalStore } from "react";

/** How the last operation was answered over HTTP. */
interface LastAnswer {
  readonly status: number;
  readonly milliseconds: number;
  /** Of the body as it is read, after any compression. */
  readonly bytes: number;
}

let last: LastAnswer | undefined;
const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** As fetch, and notes the answer for the footer. The body is read to its end here, so that its time and size are whole. */
export const notedFetch: typeof fetch = async (input, init) => {
  const began = performance.now();
  const response = await fetch(input, init);
  // A stream is shown as it comes; it has no size before its end.
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) return response;
  const body = await response.arrayBuffer();
  last = { status: response.status, milliseconds: Math.round(performance.now() - began), bytes: body.byteLength };
  for (const listener of listeners) listener();
  return new Response(body, { status: response.status, headers: response.headers });
};

const sizeText = (bytes: number): string => (bytes < 1_000 ? `${bytes} B` : `${(bytes / 1_000).toFixed(1)} kB`);

/** Status, time and size of the last answer. */
export const LastAnswerNote = (): ReactNode => {
  const answer = useSyncExternalStore(subscribe, () => last);
  return (
    <p className="last-answer" role="status" aria-label="Last answer">
      {answer && `${answer.status} · ${answer.milliseconds} ms · ${sizeText(answer.bytes)}`}
    </p>
  );
};
