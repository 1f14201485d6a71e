import { sourceRefusedCredentials } from "../faults/source-failure.js";
import type { BasicOptions } from "./credential-options.js";
import type { Credentials } from "./credentials.js";

/** HTTP Basic (RFC 7617), in UTF-8. */
export const basicCredentials = ({ username, password }: BasicOptions): Credentials => {
  const value = `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
  return {
    authorize: () => Promise.resolve({ headers: { authorization: value } }),
    refusal: sourceRefusedCredentials,
  };
};
