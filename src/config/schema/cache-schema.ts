import { option } from "./option.js";
import { redisUrl, strict } from "./values.js";

export const cacheSchema = strict({
  url: option(redisUrl.optional(), "a Redis or Valkey that replicas share", { otherwise: "memory alone" }),
});
