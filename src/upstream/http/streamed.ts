import { Agent, request } from "undici";

/** An answer that is read as it comes. */
export interface StreamedAnswer {
  readonly status: number;
  readonly body: AsyncIterable<Buffer>;
  /** There once the body was read to its end. */
  trailer(name: string): string | undefined;
  close(): Promise<void>;
}

/** A server may be silent for a minute while its caller's share of the minute is used up, several times over. */
const SILENT_MS = 600_000;
const HEADER_BYTES = 65_536;

/** GETs a URL without following redirects; TLS certificates are always verified. */
export const getStreamed = async (url: URL, headers: Readonly<Record<string, string>>): Promise<StreamedAnswer> => {
  const dispatcher = new Agent({ headersTimeout: SILENT_MS, bodyTimeout: SILENT_MS, maxHeaderSize: HEADER_BYTES });
  const { statusCode, body, trailers } = await request(url, { headers, dispatcher });
  return {
    status: statusCode,
    body: body as AsyncIterable<Buffer>,
    trailer: (name) => trailers[name],
    close: () => dispatcher.destroy(),
  };
};
