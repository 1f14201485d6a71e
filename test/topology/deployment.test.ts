import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { validate } from "dockerfile-utils";
import { parse, parseAllDocuments } from "yaml";
import { SERVICE_NAMES } from "../../sandbox/index.js";
import { schemaErrors } from "../support/schema-errors.js";
import { composeFile } from "./compose-file-schema.js";
import { CONFIGURATION } from "./support.js";
import { AS_SHIPPED } from "../support/process.js";

interface Service {
  readonly image?: string;
  readonly build?: { readonly target: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly healthcheck?: object;
  readonly deploy?: { readonly replicas: number };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
}

const text = (file: string): string => readFileSync(file, "utf8");
const compose = parse(text("docker-compose.yml"), { merge: true }) as { services: Record<string, Service> };
const { services } = compose;
const dockerfile = text("Dockerfile");
const variablesIn = (content: string): string[] => [...content.matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name);
const setBy = ({ environment = {}, env_file: files = [] }: Service): string[] => [
  ...Object.keys(environment),
  ...files.flatMap((file) => [...text(file).matchAll(/^(\w+)=/gm)].map(([, name = ""]) => name)),
];

describe("docker-compose.yml", () => {
  test("is a compose file by the attributes and forms of the specification", () => {
    expect(schemaErrors(composeFile, { strict: true, allowUnionTypes: true }, [compose])).toEqual([null]);
  });

  (spawnSync("docker-compose", ["--version"]).status === 0 ? test : test.skip)(
    "is taken by docker-compose (SKIPPED where it is not installed)",
    () => {
      const { status, stderr } = spawnSync("docker-compose", ["config", "--quiet"], { encoding: "utf8" });
      expect([status, stderr]).toEqual([0, ""]);
    },
  );

  test("has a router, two replicas, their cache and the upstreams, each with a health check", () => {
    expect(Object.keys(services).sort()).toEqual(["auditgraph", "cache", "gateway", "upstreams"]);
    expect(services.auditgraph?.deploy).toEqual({ replicas: 2 });
    for (const service of Object.values(services)) expect(service.healthcheck).toBeDefined();
  });

  test("waits for services that there are, and not for the cache", () => {
    const awaited = Object.values(services).flatMap(({ depends_on: awaits = {} }) => Object.keys(awaits));
    for (const name of awaited) expect(services).toHaveProperty(name);
    expect(awaited).not.toContain("cache");
  });

  test("pins every image, and builds stages that the Dockerfile has", () => {
    const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\w+)/gm)].map(([, name]) => name);
    for (const { image = "", build } of Object.values(services)) {
      expect(image).toMatch(/^[\w/-]+:\d+\.\d+\.\d+/);
      if (build) expect(stages).toContain(build.target);
    }
  });

  test("holds no secret, and publishes ports on this machine alone", () => {
    expect(JSON.stringify(compose)).not.toMatch(/password|secret|token|-pw\b/i);
    for (const port of Object.values(services).flatMap(({ ports = [] }) => ports))
      expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test("sets every variable of the replicas' configuration, to where the upstreams are", () => {
    const { auditgraph, upstreams } = services;
    if (!auditgraph || !upstreams) throw new Error("services are missing");
    const wanted = new Set(variablesIn(text(CONFIGURATION)));
    expect(new Set(setBy(auditgraph))).toEqual(wanted);
    const first = Number(upstreams.environment?.PORT);
    const portOf = (name: (typeof SERVICE_NAMES)[number]): string => String(first + SERVICE_NAMES.indexOf(name));
    const { KEYSTONE_URL, COMPUTE_URL, MYSQL_URL, LB_URL } = auditgraph.environment ?? {};
    expect([KEYSTONE_URL, COMPUTE_URL, MYSQL_URL, LB_URL].map((url = "") => new URL(url).port)).toEqual([
      portOf("keystone"),
      portOf("compute-eu"),
      portOf("mysql-eu"),
      portOf("lb"),
    ]);
  });
});

describe("Dockerfile", () => {
  const stages = dockerfile.split(/^FROM /m).slice(1);

  test("has nothing that its linter speaks of", () => {
    expect(validate(dockerfile).map(({ message, range }) => [range.start.line + 1, message])).toEqual([]);
  });

  test("is of a Node that is supported, and says what it is", () => {
    expect(dockerfile).toMatch(/^ARG NODE=(?:22|24)\./m);
    const { version, license } = JSON.parse(text("package.json")) as Record<string, string>;
    expect(stages.at(-1)).toContain(`org.opencontainers.image.version="${version}"`);
    expect(stages.at(-1)).toContain(`org.opencontainers.image.licenses="${license}"`);
  });

  test("has a health check without a node, which tells a replica that serves from one that does not", async () => {
    const [, command = ""] = /^HEALTHCHECK .* CMD (\[.*\])$/m.exec(stages.at(-1) ?? "") ?? [];
    const [program = "", ...args] = JSON.parse(command) as string[];
    const inCompose = (services.auditgraph?.healthcheck as { test: string[] }).test;
    expect(inCompose.slice(1).map((word) => word.replaceAll("$$", "$"))).toEqual([
      program,
      ...args.map((word) => word.replace(/\$\{HEALTH_PORT.*?\}\}/, "4000")),
    ]);
    let status = 200;
    const server = createServer((_request, response) => response.writeHead(status).end("{}")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const code = async (env: Record<string, string>): Promise<unknown> => {
      const child = spawn(program, args, { env: { PATH: process.env.PATH ?? "", ...env }, stdio: "ignore" });
      return (await once(child, "exit"))[0] as unknown;
    };
    expect([await code({ PORT: String(port) }), await code({ HEALTH_PORT: String(port), PORT: "1" })]).toEqual([0, 0]);
    status = 503;
    expect(await code({ PORT: String(port) })).not.toBe(0);
    server.close();
    await once(server, "close");
    expect(await code({ PORT: String(port) })).not.toBe(0);
  });

  test("runs what ships as a user without rights, of a pinned, slim base", () => {
    expect(dockerfile).toMatch(/^ARG NODE=\d+\.\d+\.\d+-bookworm-slim$/m);
    for (const stage of stages) expect(stage).toMatch(/^node:\$\{NODE\} AS /);
    const shipped = stages.filter((stage) => stage.includes("\nCMD "));
    expect(shipped).toHaveLength(3);
    for (const stage of shipped) expect(stage).toMatch(/^USER node$[\s\S]*^CMD \[/m);
  });

  test("is for production: an image that is given no configuration ends with 78, and serves nothing made up", () => {
    for (const stage of stages.filter((each) => each.includes("\nCMD ")))
      expect(stage).toMatch(/^ENV NODE_ENV=production$/m);
    const command = ["node", ...AS_SHIPPED, "dist/main.js"].map((word) => JSON.stringify(word)).join(", ");
    expect(stages.at(-1)?.split("\n")).toContain(`CMD [${command}]`);
  });

  test("leaves the sandbox out of what is served to callers, and gives it to the upstreams of docker-compose.yml", () => {
    expect(dockerfile).toContain("rm -r operated/sandbox operated/sandbox-main.js*");
    expect(stages.at(-1)).toContain("COPY --from=build /app/operated dist");
    expect(services.upstreams?.build).toMatchObject({ target: "sandbox" });
    const ofSandbox = stages.find((stage) => /^\S+ AS sandbox$/m.test(stage));
    expect(ofSandbox).toContain("COPY --from=build /app/dist dist");
  });

  test("installs by the lock, for production alone in what ships, and starts no install script", () => {
    for (const [install] of dockerfile.matchAll(/^RUN npm .*$/gm)) expect(install).toMatch(/npm ci .*--ignore-scripts/);
    expect(stages.at(-1)).toContain("COPY --from=production /app/node_modules");
    expect(stages.at(-1)).not.toContain("npm");
  });
});

test("the Kubernetes manifest probes the paths that there are", () => {
  const manifest = text("examples/deploy/kubernetes.yaml");
  const documents = parseAllDocuments(manifest);
  expect(documents.map((document) => (document.toJS() as { kind: string }).kind)).toEqual([
    "Deployment",
    "Service",
    "PodDisruptionBudget",
  ]);
  expect([...manifest.matchAll(/path: (\/\w+), port/g)].map(([, path]) => path)).toEqual([
    "/livez",
    "/livez",
    "/readyz",
  ]);
});
