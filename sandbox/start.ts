import { AtlasService } from "./atlas/service.js";
import { AtlasState } from "./atlas/world.js";
import { sandboxSources } from "./configuration.js";
import { AtlasControl, DatabaseControl, KeystoneControl, NovaControl, SandboxControl } from "./control/control.js";
import { OctaviaControl } from "./control/octavia.js";
import { ControlServer } from "./control/server.js";
import { DatabaseService } from "./database/service.js";
import { DATABASE_WORLDS, DatabaseState, type DatabaseWorld, makeInstance } from "./database/world.js";
import type { Service } from "./http.js";
import { KeystoneService } from "./keystone/service.js";
import type { CatalogSource, TokenStore } from "./keystone/tokens.js";
import { listen, makeShared, type Places, type Shared, type SharedOptions } from "./listen.js";
import { NovaService } from "./nova/service.js";
import { NOVA_WORLDS, NovaState, type NovaWorld } from "./nova/state.js";
import { OctaviaService } from "./octavia/service.js";
import { OctaviaState } from "./octavia/world.js";
import { type DatabaseName, type NovaName, SERVICE_NAMES, type ServiceName, type World } from "./world.js";

const databaseState = (
  { name, dialect, region, projectId, instances }: DatabaseWorld,
  world: World,
): DatabaseState<DatabaseName> => {
  const made = instances.map((spec) => makeInstance(spec, dialect, projectId, world.seed));
  return new DatabaseState(name, dialect, region, projectId, world, made);
};

const CATALOG_TYPES = { taurusdb: "gaussdb-mysql", rds: "rdsv3", dds: "ddsv3" } as const;

/** Every upstream of one sandbox, not yet served. */
interface Services {
  readonly keystone: KeystoneService;
  readonly novas: readonly NovaService[];
  readonly databases: readonly DatabaseService<DatabaseName>[];
  readonly atlas: AtlasService;
  readonly octavia: OctaviaService;
}

const makeServices = (world: World, tokens: TokenStore): Services => ({
  keystone: new KeystoneService(world, tokens),
  novas: NOVA_WORLDS.map((facts: NovaWorld) => new NovaService(new NovaState(facts, world), world, tokens)),
  databases: DATABASE_WORLDS.map((facts) => new DatabaseService(databaseState(facts, world), tokens)),
  atlas: new AtlasService(new AtlasState(world)),
  octavia: new OctaviaService(new OctaviaState(world), world, tokens),
});

const namedServices = (services: Services): readonly (readonly [ServiceName, Service])[] => [
  ["keystone", services.keystone],
  ...services.novas.map((nova) => [nova.state.facts.name, nova] as const),
  ...services.databases.map((database) => [database.state.name, database] as const),
  ["lb", services.atlas],
  ["balancers-eu", services.octavia],
];

/** Tells each upstream where it and the others are, once they listen: links, catalogs and challenges hold URLs. */
const introduce = (services: Services, origins: Readonly<Record<ServiceName, string>>): void => {
  const { keystone, novas, databases, octavia } = services;
  keystone.origin = origins.keystone;
  for (const nova of novas) {
    nova.origin = origins[nova.state.facts.name];
    nova.keystone = origins.keystone;
  }
  for (const database of databases) {
    database.origin = origins[database.state.name];
    if (database.state.name.endsWith("-docs")) continue;
    // A service is one for all projects, so those of the documentation are served beside the larger ones too.
    database.neighbours = databases.filter(
      ({ state }) => state !== database.state && state.dialect.kind === database.state.dialect.kind,
    );
  }
  octavia.origin = origins["balancers-eu"];
  octavia.keystone = origins.keystone;
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
    { type: "load-balancer", name: "octavia", region: "eu", url: octavia.origin },
    ...listed.map(({ state, origin }): CatalogSource => {
      const type = CATALOG_TYPES[state.dialect.kind];
      return { type, name: type, region: state.region, url: `${origin}/v3/{project_id}` };
    }),
  ];
};

export interface SandboxOptions extends SharedOptions, Places<ServiceName> {
  /** The control interface: on by default, at a free port or at this one. */
  readonly control?: boolean | number;
}

export interface SandboxUrls {
  /** …/v3 */
  readonly keystone: string;
  /** compute-eu, …/v2.1 */
  readonly nova: string;
  /** mysql-eu; no path, as all database endpoints. */
  readonly taurusdb: string;
  readonly rds: string;
  readonly dds: string;
  /** …/management */
  readonly atlas: string;
  /** balancers-eu; no path, as a catalog has it. */
  readonly octavia: string;
  /** Empty where the control interface is off. */
  readonly control: string;
  /** Every upstream by its name. */
  readonly sources: Readonly<Record<ServiceName, string>>;
}

export interface Sandbox {
  readonly urls: SandboxUrls;
  /** A ready configuration in the shape of auditgraph.yaml. */
  configuration(): { sources: Record<string, unknown>[] };
  readonly control: SandboxControl;
  stop(): Promise<void>;
}

const pathOf = (name: ServiceName): string => {
  if (name === "keystone") return "/v3";
  if (name === "lb") return "/management";
  return name.startsWith("compute-") ? "/v2.1" : "";
};

const controlOf = (services: Services, { world, tokens, faults, log, hooks }: Shared): SandboxControl => {
  const novas = Object.fromEntries(services.novas.map(({ state }) => [state.facts.name, new NovaControl(state)]));
  const databases = Object.fromEntries(services.databases.map(({ state }) => [state.name, new DatabaseControl(state)]));
  return new SandboxControl(
    faults,
    log,
    new KeystoneControl(tokens, world.clock),
    new AtlasControl(services.atlas.state),
    new OctaviaControl(services.octavia.state, world.clock),
    novas as Record<NovaName, NovaControl>,
    databases as Record<DatabaseName, DatabaseControl>,
    hooks,
  );
};

/** Starts all upstreams on ports of their own. Several sandboxes may run in one process. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const shared = makeShared(options);
  const services = makeServices(shared.world, shared.tokens);
  const upstreams = await listen(namedServices(services), shared, options);
  introduce(services, upstreams.origins);
  const sources = Object.fromEntries(
    SERVICE_NAMES.map((name) => [name, upstreams.origins[name] + pathOf(name)]),
  ) as Record<ServiceName, string>;
  const control = controlOf(services, shared);
  const { control: controlPort = true } = options;
  const controlServer = controlPort === false ? undefined : new ControlServer(control, sources);
  const controlUrl = (await controlServer?.start(typeof controlPort === "number" ? controlPort : 0)) ?? "";
  return {
    urls: {
      keystone: sources.keystone,
      nova: sources["compute-eu"],
      taurusdb: sources["mysql-eu"],
      rds: sources["rds-eu"],
      dds: sources["dds-eu"],
      atlas: sources.lb,
      octavia: sources["balancers-eu"],
      control: controlUrl,
      sources,
    },
    configuration: () => ({ sources: sandboxSources(sources, control.keystone) }),
    control,
    stop: async () => {
      await Promise.all([upstreams.stop(), controlServer?.stop()]);
    },
  };
};
