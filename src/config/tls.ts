import { option, text } from "./values.js";

/** What one end of a TLS connection shows the other: both PEM. */
export interface Certificate {
  /** With those between it and its authority, in that order. */
  readonly cert: string;
  readonly key: string;
}

/** What this server listens with. */
export interface ServerTls extends Certificate {
  /** Certificates that sign callers' own; undefined: callers show none. */
  readonly callersCa: string | undefined;
}

const KEY = "its private key, PEM, not encrypted";

export const listenerKeys = {
  certFile: option(text, "the server's certificate, PEM, followed by those between it and its authority"),
  keyFile: option(text, KEY),
  clientCaFile: option(
    text.optional(),
    "PEM certificates of authorities: a caller must show a certificate that one of them signed, otherwise the connection is refused",
    { otherwise: "callers show none" },
  ),
};

/** A client's certificate, shown to `peer`. */
export const clientKeys = (peer: string) => ({
  certFile: option(text.optional(), `the client certificate that is shown to ${peer}, PEM`, {
    otherwise: "none is shown",
  }),
  keyFile: option(text.optional(), KEY, { otherwise: "needed by `certFile`" }),
});
