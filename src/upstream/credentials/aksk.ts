import type { Clock } from "../clock.js";
import { sourceRefusedCredentials } from "../faults/source-failure.js";
import type { AkskOptions } from "./credential-options.js";
import type { Credentials, Unsigned } from "./credentials.js";
import { sdkAuthorization, sdkDate } from "./sdk-hmac-sha256.js";

/** Signs one request at the time `now`; the headers to add to it. */
export const signRequest = (
  request: Unsigned,
  options: AkskOptions,
  now: number,
  projectId?: string,
): Record<string, string> => {
  const added = {
    "x-sdk-date": sdkDate(now),
    ...(projectId === undefined ? {} : { "x-project-id": projectId }),
    ...(options.securityToken === undefined ? {} : { "x-security-token": options.securityToken }),
  };
  const contentType = request.headers["content-type"];
  const signed = {
    host: request.target.host,
    ...(contentType === undefined ? {} : { "content-type": contentType }),
    ...added,
  };
  return { ...added, authorization: sdkAuthorization({ ...request, headers: signed }, options) };
};

/** Request signing with an access key: every try is signed anew, since a signature is 15 minutes old at most. */
export const akskCredentials = (options: AkskOptions, clock: Clock, projectId?: string): Credentials => ({
  authorize: (request) => Promise.resolve({ headers: signRequest(request, options, clock.now(), projectId) }),
  refusal: sourceRefusedCredentials,
});
