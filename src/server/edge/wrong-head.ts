import type { FastifyRequest } from "fastify";
import { MAX_URL, URL_TOO_LONG } from "./broken-requests.js";
import { HttpRefusal } from "./http-refusal.js";

export const MAX_HEADERS = 1_000;

/** No host that a URL could not be made of may reach a handler: what builds one would throw. */
const isHost = (host: string): boolean => !/[\s/?#@\\]/.test(host) && URL.canParse(`http://${host}/`);

/** What is wrong with a request's line or headers, that Node takes. */
export const wrongHead = ({ url, headers: { host }, raw }: FastifyRequest): HttpRefusal | undefined => {
  if (url.length > MAX_URL) return new HttpRefusal(414, URL_TOO_LONG);
  if (!/^(\/|https?:\/\/)/i.test(url)) return new HttpRefusal(400, "The request's target is no path: begin it with /.");
  // Node leaves out those beyond, which may be the ones that matter.
  if (raw.rawHeaders.length > 2 * MAX_HEADERS) {
    return new HttpRefusal(431, `The request has more than ${MAX_HEADERS} headers: send fewer.`);
  }
  if (host === undefined && raw.httpVersion === "1.0") {
    // It knows no Host, and what builds a URL needs one.
    raw.headers.host = "localhost";
    return undefined;
  }
  if (host !== undefined && isHost(host)) return undefined;
  return new HttpRefusal(400, "Host: send the name or address, and the port, that the request is sent to.");
};
