import { z } from "zod";
import type { JsonAnswer } from "../upstream-client.js";

const wire = z.object({ body: z.unknown(), receivedAt: z.number(), requestId: z.string().optional() });

/** An answer that was kept as JSON. Throws for anything else; its body is for the source's own validator. */
export const storedAnswer = (kept: unknown): JsonAnswer => {
  const { body, receivedAt, requestId } = wire.parse(kept);
  return { body, receivedAt, requestId };
};
