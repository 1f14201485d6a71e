import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Session } from "../../audit/session.js";
import { parseJson, wireTarget } from "../http/wire.js";
import type { WireRequest, WireResponse } from "../messages.js";
import type { Looked } from "./credentials.js";

const versions = z.object({ versions: z.array(z.object({ id: z.string(), status: z.string() })) });

/** The versions of a service's API that an adapter speaks: their ids, such as v2.1, the best first. */
type SpokenVersions = readonly string[];

const HAS_VERSION = /\/v\d+(?:\.\d+)?(?:\/|$)/;

/** The endpoint with the one version that there is, where it comes without one. */
export const withVersion = (base: string, version: string): string =>
  HAS_VERSION.test(new URL(base).pathname) ? base : `${base.replace(/\/+$/, "")}/${version}`;

/** The version to ask, by a service's version document; undefined for any other answer. */
const versionIn = (source: string, response: WireResponse, spoken: SpokenVersions): string | undefined => {
  // 300 is what Nova answers; a service behind it may have other words for "choose one".
  if (response.status !== 200 && response.status !== 300) return undefined;
  try {
    const read = versions.safeParse(parseJson(source, response));
    const served = (read.data?.versions ?? []).filter(({ status }) => status.toUpperCase() !== "DEPRECATED");
    return spoken.find((id) => served.some((each) => each.id === id));
  } catch {
    return undefined;
  }
};

/** Of which the version is known. In callers' catalogs an endpoint may hold the project. */
const MOST_ENDPOINTS = 1_000;

interface Discovery {
  readonly source: string;
  readonly spoken: SpokenVersions;
  readonly endpoint: Looked;
  /** Sends a request as it stands; its failure is the call's. */
  readonly send: <T>(request: WireRequest, session: Session, take: (response: WireResponse) => T) => Promise<T>;
  /** Is what answers at an endpoint left alone for now? Then nothing is asked, and the call is refused in its turn. */
  readonly isLeftAlone: (base: string) => boolean;
}

/**
 * The endpoint with its version. Where it has none the service is asked for its versions, once, without credentials, as
 * OpenStack clients do. The link of the answer is not followed: it may name another host. What answers with no version
 * document is asked as it stands.
 */
export const versionedEndpoint = ({ source, spoken, endpoint, send, isLeftAlone }: Discovery): Looked => {
  const known = new LRUCache<string, string>({ max: MOST_ENDPOINTS });

  const looked = async (base: string, session: Session): Promise<string> => {
    const request = {
      method: "GET",
      target: wireTarget(`${base}/`, []),
      headers: { accept: "application/json" },
    } as const;
    const version = await send(request, session, (response) => versionIn(source, response, spoken));
    const versioned = version === undefined ? base : withVersion(base, version);
    known.set(base, versioned);
    return versioned;
  };

  const versioned = (base: string, session: Session): string | Promise<string> => {
    const found = known.get(base);
    if (found !== undefined) return found;
    if (!HAS_VERSION.test(new URL(base).pathname)) return isLeftAlone(base) ? base : looked(base, session);
    known.set(base, base);
    return base;
  };

  return (session) => {
    const base = endpoint(session);
    return typeof base === "string" ? versioned(base, session) : base.then((told) => versioned(told, session));
  };
};
