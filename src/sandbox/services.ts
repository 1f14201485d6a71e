import { AtlasService } from "./atlas/atlas-service.js";
import { AtlasState } from "./atlas/atlas-state.js";
import { DatabaseService } from "./database/database-service.js";
import { DatabaseState } from "./database/database-state.js";
import { DATABASE_WORLDS, type DatabaseWorld } from "./database/database-world.js";
import { makeInstance } from "./database/make-instance.js";
import type { Service } from "./http/service.js";
import type { CatalogSource } from "./keystone/catalog.js";
import { KeystoneService } from "./keystone/keystone-service.js";
import type { TokenStore } from "./keystone/token-store.js";
import { NovaService } from "./nova/nova-service.js";
import { NovaState } from "./nova/nova-state.js";
import { NOVA_WORLDS, type NovaWorld } from "./nova/nova-world.js";
import type { ServiceName } from "./sources.js";
import type { World } from "./world/context.js";

const databaseState = ({ name, dialect, region, projectId, instances }: DatabaseWorld, world: World): DatabaseState => {
  const made = instances.map((spec) => makeInstance(spec, dialect, projectId, world.seed));
  return new DatabaseState(name, dialect, region, projectId, world, made);
};

const CATALOG_TYPES = { taurusdb: "gaussdb-mysql", rds: "rdsv3", dds: "ddsv3" } as const;

/** Every upstream of one sandbox, not yet served. */
export interface Services {
  readonly keystone: KeystoneService;
  readonly novas: readonly NovaService[];
  readonly databases: readonly DatabaseService[];
  readonly atlas: AtlasService;
}

export const makeServices = (world: World, tokens: TokenStore): Services => ({
  keystone: new KeystoneService(world, tokens),
  novas: NOVA_WORLDS.map((facts: NovaWorld) => new NovaService(new NovaState(facts, world), world, tokens)),
  databases: DATABASE_WORLDS.map((facts) => new DatabaseService(databaseState(facts, world), tokens)),
  atlas: new AtlasService(new AtlasState(world)),
});

export const namedServices = (services: Services): readonly (readonly [ServiceName, Service])[] => [
  ["keystone", services.keystone],
  ...services.novas.map((nova) => [nova.state.facts.name, nova] as const),
  ...services.databases.map((database) => [database.state.name, database] as const),
  ["lb", services.atlas],
];

/** Tells each upstream where it and the others are, once they listen: links, catalogs and challenges hold URLs. */
export const introduce = (services: Services, origins: Readonly<Record<ServiceName, string>>): void => {
  const { keystone, novas, databases } = services;
  keystone.origin = origins.keystone;
  for (const nova of novas) {
    nova.origin = origins[nova.state.facts.name];
    nova.keystone = origins.keystone;
  }
  for (const database of databases) database.origin = origins[database.state.name];
  // One region's endpoint per type: the documentation projects' servers are not in the catalog.
  const listed = databases.filter(({ state }) => !state.name.endsWith("-docs"));
  keystone.sources = [
    { type: "identity", name: "keystone", region: "RegionOne", url: `${origins.keystone}/v3/` },
    ...novas.map(({ state, origin }): CatalogSource => ({
      type: "compute",
      name: "nova",
      region: state.facts.region,
      url: `${origin}/v2.1`,
    })),
    ...listed.map(({ state, origin }): CatalogSource => {
      const type = CATALOG_TYPES[state.dialect.kind];
      return { type, name: type, region: state.region, url: `${origin}/v3/{project_id}` };
    }),
  ];
};
