import type { Catalog } from "./keystone-token.js";

/** What a source looks for in a catalog. */
export interface CatalogQuery {
  /** Service types, the best first, such as ["compute"] or ["rdsv3", "rds"]. */
  readonly serviceTypes: readonly string[];
  /** public, internal or admin; with or without the "URL" of older clients. */
  readonly interface: string;
  /** Any region where null. */
  readonly region: string | null;
  /** False: only scheme, host and port of the catalog's URL are the endpoint (Huawei's paths name other versions). */
  readonly keepPath: boolean;
}

/** The endpoint's URL without a trailing slash, or undefined where the catalog lists none. */
export const catalogEndpoint = (catalog: Catalog, query: CatalogQuery): string | undefined => {
  const wanted = query.interface.replace(/URL$/, "");
  for (const type of query.serviceTypes) {
    const found = catalog
      .filter((service) => service.type === type)
      .flatMap((service) => service.endpoints)
      .find(
        (endpoint) =>
          endpoint.interface === wanted &&
          (query.region === null || endpoint.region_id === query.region || endpoint.region === query.region),
      );
    if (found !== undefined && URL.canParse(found.url)) {
      return query.keepPath ? found.url.replace(/\/+$/, "") : new URL(found.url).origin;
    }
  }
  return undefined;
};
