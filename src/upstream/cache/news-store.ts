import { z } from "zod";
import type { NewsStore } from "../../audit/news-token.js";
import { DAY } from "../../audit/window.js";
import type { Clock } from "../clock.js";
import { cacheKey, type Codec, type TwoTierCache } from "./stores.js";

/** A token that nobody asked by for so long has lost what it could not carry. */
const KEPT_FOR = 7 * DAY;

const codec: Codec<string> = {
  encode: (text) => text,
  decode: (kept) => z.string().parse(kept),
  size: ({ length }) => length,
};

/** The cache as the place of what is too long for a token of newSince: in Redis all replicas find it. */
export const newsStoreIn = (cache: TwoTierCache, clock: Clock): NewsStore => {
  const keyOf = (name: string): string => cacheKey("news", "", [name]);
  return {
    keep: (name, text) => {
      const now = clock.now();
      cache.keep(keyOf(name), { readAt: now, keptAt: now, freshMs: KEPT_FOR, staleMs: 0, value: text }, codec);
    },
    find: async (name) => (await cache.find(keyOf(name), codec))?.value,
  };
};
