import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { parse, parseAllDocuments } from "yaml";
import { parseConfig } from "../../src/config/parse.js";
import { parseYaml } from "../../src/config/files.js";
import { sourceKinds } from "../../src/sources/registry.js";
import { apiFaults } from "./api-types.js";
import { type Manifest, type ManifestOf, manifestSchema } from "./manifest.js";

const FOLDER = "examples/deploy/kubernetes";
const files = ["examples/deploy/kubernetes.yaml", ...readdirSync(FOLDER).map((name) => `${FOLDER}/${name}`)];
const objects = files.flatMap((file) =>
  parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS() as unknown),
);
const variables = {
  CACHE_URL: "redis://c:6379",
  NOVA_CREDENTIAL_ID: "i",
  NOVA_CREDENTIAL_SECRET: "s",
  LB_PASSWORD: "p",
};

describe("the Kubernetes manifests", () => {
  const manifests = objects.map((object) => manifestSchema.parse(object));
  const one = <K extends Manifest["kind"]>(kind: K): ManifestOf<K> => {
    const found = manifests.filter((manifest): manifest is ManifestOf<K> => manifest.kind === kind);
    if (found.length !== 1 || !found[0]) throw new Error(`${found.length} of kind ${kind}`);
    return found[0];
  };
  const pod = one("Deployment").spec.template;
  const [container] = pod.spec.containers;
  const configuration = (): ReturnType<typeof parseConfig> => {
    const text = one("ConfigMap").data["auditgraph.yaml"] ?? "";
    return parseConfig(parseYaml(text, "ConfigMap"), { origin: "ConfigMap", env: variables, kinds: sourceKinds });
  };

  test("are each of a kind, with every key known and in its place", () => {
    expect(manifests.map(({ kind }) => kind).sort()).toEqual([
      "ConfigMap",
      "Deployment",
      "HorizontalPodAutoscaler",
      "NetworkPolicy",
      "PodDisruptionBudget",
      "Service",
      "ServiceMonitor",
    ]);
  });

  test("are what Kubernetes' API takes, by its own types", () => {
    // ServiceMonitor is the Prometheus operator's.
    const ofTheApi = manifests.filter(({ kind }) => kind !== "ServiceMonitor");
    expect(ofTheApi).toHaveLength(6);
    expect(apiFaults(ofTheApi)).toEqual([]);
  });

  test("would not be taken with a field that is unknown, missing, of another type or of another version", () => {
    const { spec, ...service } = one("Service");
    const { scaleTargetRef: _scaled, ...unscaled } = one("HorizontalPodAutoscaler").spec;
    const autoscaler = one("HorizontalPodAutoscaler");
    const wrong = [
      { ...service, spec: { ...spec, selectors: {} } },
      { ...service, spec: { ...spec, ports: [{ port: "http" }] } },
      { ...autoscaler, spec: unscaled },
      { ...autoscaler, apiVersion: "autoscaling/v2beta2" },
    ];
    expect(apiFaults(wrong)).toEqual([
      `Object literal may only specify known properties, and '"selectors"' does not exist in type 'ServiceSpec'.`,
      "Type 'string' is not assignable to type 'number'.",
      expect.stringMatching(/^Property 'scaleTargetRef' is missing/),
      expect.stringMatching(/^Cannot find module 'kubernetes-types\/autoscaling\/v2beta2'/),
    ]);
  });

  test("find the pods that they mean", () => {
    const { labels } = pod.metadata;
    expect([
      one("Deployment").spec.selector.matchLabels,
      one("Service").spec.selector,
      one("PodDisruptionBudget").spec.selector.matchLabels,
      one("NetworkPolicy").spec.podSelector.matchLabels,
      one("ServiceMonitor").spec.selector.matchLabels,
      one("Service").metadata.labels,
      ...pod.spec.topologySpreadConstraints.map(({ labelSelector }) => labelSelector.matchLabels),
    ]).toEqual(Array.from({ length: 8 }, () => labels));
    expect(one("PodDisruptionBudget").spec.minAvailable).toBeLessThan(one("Deployment").spec.replicas);
  });

  test("agree on the ports that the configuration listens at, and keep operations from the router", () => {
    const { server } = configuration();
    expect(container.ports).toEqual([
      { name: "http", containerPort: server.port },
      { name: "operations", containerPort: server.operations?.port },
    ]);
    const probed = [container.startupProbe, container.livenessProbe, container.readinessProbe];
    expect(probed.map(({ httpGet }) => httpGet.port)).toEqual(["operations", "operations", "operations"]);
    const { ports } = one("Service").spec;
    expect(ports.map(({ targetPort }) => targetPort)).toEqual(["http", "operations"]);
    expect(one("ServiceMonitor").spec.endpoints.map(({ port }) => port)).toEqual([ports[1]?.name]);
    const { ingress } = one("NetworkPolicy").spec;
    expect(ingress.map((rule) => rule.ports.map(({ port }) => port))).toEqual([["http"], ["operations"]]);
    expect(ingress[0]?.from).toEqual([{ podSelector: { matchLabels: { app: "router" } } }]);
  });

  test("scale the deployment that there is, from what it starts with on", () => {
    const { scaleTargetRef, minReplicas, maxReplicas } = one("HorizontalPodAutoscaler").spec;
    expect([scaleTargetRef.name, minReplicas]).toEqual([
      one("Deployment").metadata.name,
      one("Deployment").spec.replicas,
    ]);
    expect(maxReplicas).toBeGreaterThan(minReplicas);
  });

  test("are all of the base, which kubectl kustomize builds where it is there", () => {
    const base = parse(readFileSync("examples/deploy/kustomization.yaml", "utf8")) as { resources: string[] };
    expect(base.resources.map((file) => `examples/deploy/${file}`).sort()).toEqual([...files].sort());
    const { status, stdout } = spawnSync("kubectl", ["kustomize", "examples/deploy"], { encoding: "utf8" });
    // Null: there is no kubectl here.
    if (status === null) return;
    const built = parseAllDocuments(stdout).map((document) => manifestSchema.parse(document.toJS()));
    expect(built.map(({ kind }) => kind).sort()).toEqual(manifests.map(({ kind }) => kind).sort());
  });

  test("mount a configuration that is taken as it stands, of the names that the pod uses, and hold no secret", () => {
    const { access, sources } = configuration();
    expect([access.mode, sources.map(({ name }) => name)]).toEqual(["jwt", ["compute-eu", "lb"]]);
    expect(pod.spec.volumes.map(({ configMap }) => configMap.name)).toEqual([one("ConfigMap").metadata.name]);
    const secrets = [
      ...JSON.stringify(one("ConfigMap").data).matchAll(/(?:secret|password|token): *\\?"?([^\\\n"]+)/gi),
    ];
    expect(secrets.length).toBeGreaterThan(0);
    for (const [, value] of secrets) expect(value).toMatch(/^\$\{\w+\}/);
  });

  test("leave the drain its ten seconds after preStop", () => {
    const [, wait = "0"] = container.lifecycle.preStop.exec.command;
    expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(10 + Number(wait));
  });
});
