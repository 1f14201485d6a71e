import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP } from "node:net";

/** The part of a request that shows where it comes from. */
export interface Arrived {
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly headers: IncomingHttpHeaders;
}

/** An address as it is compared: without a zone, and an IPv4 one that came by an IPv6 socket as what it is. */
const plain = (address: string): string => address.replace(/%.*$/, "").replace(/^::ffff:(?=\d+\.)/i, "");

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** Some proxies send the port as well. */
const withoutPort = (entry: string): string =>
  /^\[([^\]]*)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry;

/** What a caller may change at will counts as one: of an IPv6 address the network of 64 bits, which is one line's. */
export const networkOf = (address: string): string => {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const groupsOf = (text: string): string[] => text.split(":").filter((group) => group !== "");
  const [before, after] = [groupsOf(head), groupsOf(tail ?? "")];
  const zeros = Array<string>(8 - before.length - after.length).fill("0");
  return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
};

/**
 * From which address a request comes. Anybody can write X-Forwarded-For, so it is read from its right end, and only as far
 * as the addresses are proxies' that are named; `trusted` holds addresses and networks in CIDR notation.
 */
export const callerAddresses = (trusted: readonly string[]): ((request: Arrived) => string) => {
  const proxies = new BlockList();
  for (const each of trusted) {
    const [address = "", bits] = each.split("/");
    if (bits === undefined) proxies.addAddress(address, familyOf(address));
    else proxies.addSubnet(address, Number(bits), familyOf(address));
  }
  return ({ socket, headers }) => {
    const forwarded = headers["x-forwarded-for"];
    const entries = (typeof forwarded === "string" ? forwarded : "").split(",").map((entry) => entry.trim());
    let address = plain(socket.remoteAddress ?? "");
    while (isIP(address) !== 0 && proxies.check(address, familyOf(address))) {
      const next = plain(withoutPort(entries.pop() ?? ""));
      // Nothing that is an address: then the proxy itself is the farthest that is known.
      if (isIP(next) === 0) break;
      address = next;
    }
    return address;
  };
};
