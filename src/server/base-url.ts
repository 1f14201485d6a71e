/** The part of a listening socket's address that a URL needs. */
interface Listening {
  readonly family: string;
  readonly address: string;
  readonly port: number;
}

/** Where the server can be reached. A host that stands for every interface is shown as loopback, which is one of them. */
export const baseUrlOf = (address: Listening | string | null, host: string): string => {
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  const shown = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${shown.includes(":") ? `[${shown}]` : shown}:${address.port}`;
};
