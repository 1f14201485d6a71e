import { jsonReply, type Reply } from "../http/reply.js";

const entry = (origin: string, id: string, path: string, max: string): unknown => ({
  id,
  status: id === "v2.0" ? "SUPPORTED" : "CURRENT",
  version: max,
  min_version: max === "" ? "" : "2.1",
  updated: id === "v2.0" ? "2011-01-21T11:33:21Z" : "2013-07-23T11:33:21Z",
  links: [{ rel: "self", href: `${origin}/${path}/` }],
});

export const versions = (origin: string): unknown => ({
  versions: [entry(origin, "v2.0", "v2", ""), entry(origin, "v2.1", "v2.1", "2.93")],
});

/** Any unknown path at Nova's root. */
export const versionChoices = (origin: string, path: string): Reply => {
  const choice = (id: string, root: string): unknown => ({
    id,
    status: id === "v2.0" ? "SUPPORTED" : "CURRENT",
    links: [{ rel: "self", href: `${origin}/${root}${path}` }],
    "media-types": [
      {
        base: "application/json",
        type: `application/vnd.openstack.compute+json;version=${id === "v2.0" ? "2" : "2.1"}`,
      },
    ],
  });
  return { ...jsonReply(300, { choices: [choice("v2.0", "v2"), choice("v2.1", "v2.1")] }), reason: "Multiple Choices" };
};
