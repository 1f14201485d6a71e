import { callerAddresses, networkOf } from "../../src/server/http/caller-address.js";

const TRUSTED = ["10.0.0.0/8", "192.0.2.7", "2001:db8:1::/48"];

const from = (remoteAddress: string | undefined, forwarded?: string): string =>
  callerAddresses(TRUSTED)({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  });

describe("a caller's address", () => {
  test.each([
    ["without a proxy is the connection's", "203.0.113.5", undefined, "203.0.113.5"],
    ["is not what somebody says who is no proxy of ours", "203.0.113.5", "198.51.100.1", "203.0.113.5"],
    ["is what a proxy says", "10.1.2.3", "198.51.100.1", "198.51.100.1"],
    ["is the right-most that is none of the proxies", "10.1.2.3", "1.1.1.1, 198.51.100.1,192.0.2.7", "198.51.100.1"],
    ["is the farthest proxy's where all are proxies", "10.1.2.3", "10.9.9.9", "10.9.9.9"],
    ["is the proxy's where it says nothing", "10.1.2.3", undefined, "10.1.2.3"],
    ["is the proxy's where it says what is no address", "10.1.2.3", "198.51.100.1, unknown", "10.1.2.3"],
    ["may come with a port", "10.1.2.3", "198.51.100.1:4711", "198.51.100.1"],
    ["may come in brackets, with a port", "2001:db8:1::5", "[2001:db8:2::1]:4711", "2001:db8:2::1"],
    ["of IPv4 by an IPv6 socket is an IPv4 address", "::ffff:10.1.2.3", "::ffff:198.51.100.1", "198.51.100.1"],
    ["has no zone", "fe80::1%eth0", undefined, "fe80::1"],
    ["is empty for a connection that is gone", undefined, undefined, ""],
  ])("%s", (_what, remote, forwarded, expected) => {
    expect(from(remote, forwarded)).toBe(expected);
  });

  test.each([
    ["203.0.113.5", "203.0.113.5"],
    ["2001:db8:2:3:4:5:6:7", "2001:db8:2:3::/64"],
    ["2001:0db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["", ""],
  ])("%s counts as %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
