import { jsonReply, type Reply } from "../http/reply.js";
import type { Dialect } from "./dialect.js";
import type { DatabaseInstance } from "./instance.js";
import { wholeNumber } from "./list-query.js";
import { badParameter } from "./service-error.js";

/** A leading * makes the name fuzzy, otherwise it is exact (TaurusDB, RDS). */
const nameMatches = (name: string, wanted: string): boolean =>
  wanted.startsWith("*") ? name.includes(wanted.slice(1)) : name === wanted;

/** GET …/instances: filters, then offset and limit. */
export const listInstances = (
  query: URLSearchParams,
  dialect: Dialect,
  instances: readonly DatabaseInstance[],
  region: string,
): Reply => {
  const name = query.get("name");
  if (name === "*") return badParameter("name");
  const offset = wholeNumber(query.get("offset"), { least: 0, most: 999_999_999, missing: 0 });
  if (offset === undefined) return badParameter("offset");
  const limit = wholeNumber(query.get("limit"), { least: 1, most: 100, missing: 100 });
  if (limit === undefined) return badParameter("limit");
  const written = instances
    .filter((instance) => (query.get("id") ?? instance.id) === instance.id)
    .filter((instance) => name === null || nameMatches(instance.name, name))
    .filter(({ engine }) => (query.get("datastore_type") ?? engine.type) === engine.type)
    .map((instance) => dialect.listed(instance, region))
    .filter((listed) => ["vpc_id", "subnet_id"].every((key) => (query.get(key) ?? listed[key]) === listed[key]));
  return jsonReply(200, { instances: written.slice(offset, offset + limit), total_count: written.length });
};

/** GET …/instances/details?instance_ids=a,b (TaurusDB): at most 20; unknown ids are left out. */
export const instanceDetails = (
  query: URLSearchParams,
  dialect: Dialect,
  instances: readonly DatabaseInstance[],
  region: string,
): Reply => {
  const ids = (query.get("instance_ids") ?? "").split(",").filter((id) => id !== "");
  if (ids.length === 0 || ids.length > 20) return badParameter("instance_ids");
  const known = ids.flatMap((id) => instances.filter((instance) => instance.id === id));
  return jsonReply(200, {
    instances: known.map((instance) => dialect.listed(instance, region)),
    total_count: known.length,
  });
};
