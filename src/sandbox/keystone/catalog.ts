import { hex } from "../world/random.js";

/** One service endpoint in the catalog. Types: compute and identity are OpenStack's; rdsv3 is what OTC's catalog lists for RDS, with /v3/{project} in its URL; ddsv3 and gaussdb-mysql (the service's host name) are formed after it. */
export interface CatalogSource {
  readonly type: "identity" | "compute" | "rdsv3" | "ddsv3" | "gaussdb-mysql";
  readonly name: string;
  readonly region: string;
  /** {project_id} stands for the token's project. */
  readonly url: string;
}

const INTERFACES = ["public", "internal", "admin"] as const;

export const catalog = (sources: readonly CatalogSource[], projectId: string): unknown[] =>
  [...new Set(sources.map(({ type }) => type))].map((type) => {
    const members = sources.filter((source) => source.type === type);
    return {
      endpoints: members.flatMap(({ region, url }) =>
        INTERFACES.map((kind) => ({
          id: hex(32, "endpoint", type, region, kind),
          interface: kind,
          region_id: region,
          url: url.replace("{project_id}", projectId),
          region,
        })),
      ),
      id: hex(32, "service", type),
      type,
      name: members[0]?.name ?? type,
    };
  });
