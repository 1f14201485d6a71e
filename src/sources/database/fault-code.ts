import { z } from "zod";
import type { UpstreamResponse } from "../../upstream/upstream-client.js";

const text = z.string().max(64);
const code = z.union([text, z.number()]).transform(String);

/** The five shapes of an error body (upstreams: huawei-otc-atlas.md, 1.8), each down to its code. */
const shapes = [
  z.object({ error_code: text }).transform((body) => body.error_code),
  z.object({ error: z.object({ error_code: text }) }).transform((body) => body.error.error_code),
  z.object({ error: z.object({ code }) }).transform((body) => body.error.code),
  z.object({ errCode: text }).transform((body) => body.errCode),
  // Trove: {"itemNotFound": {"code": 404, "message": …}}; the one key's name is not known beforehand.
  z.record(z.string(), z.object({ code })).transform((body) => Object.values(body)[0]?.code ?? ""),
] as const;

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
};

/**
 * The code in an error answer's body: "DBS.200001", "APIGW.0301", or a bare status as text.
 * Empty for a body that is absent, HTML or of another shape.
 */
export const faultCode = ({ text: body }: Pick<UpstreamResponse, "text">): string => {
  const value = parsed(body);
  for (const shape of shapes) {
    const read = shape.safeParse(value);
    if (read.success) return read.data;
  }
  return "";
};
