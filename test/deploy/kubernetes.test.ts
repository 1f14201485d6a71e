import { readdirSync, readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { parseConfig } from "../../src/config/parse.js";
import { parseYaml } from "../../src/config/files.js";
import { sourceKinds } from "../../src/sources/registry.js";
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
      "NetworkPolicy",
      "PodDisruptionBudget",
      "Service",
    ]);
  });

  test("find the pods that they mean", () => {
    const { labels } = pod.metadata;
    expect([
      one("Deployment").spec.selector.matchLabels,
      one("Service").spec.selector,
      one("PodDisruptionBudget").spec.selector.matchLabels,
      one("NetworkPolicy").spec.podSelector.matchLabels,
    ]).toEqual([labels, labels, labels, labels]);
    expect(one("PodDisruptionBudget").spec.minAvailable).toBeLessThan(one("Deployment").spec.replicas);
  });

  test("agree on the port that the configuration listens at", () => {
    const [open] = container.ports;
    const probed = [container.startupProbe, container.livenessProbe, container.readinessProbe];
    const asked = [
      ...probed.map(({ httpGet }) => httpGet.port),
      ...one("Service").spec.ports.map(({ targetPort }) => targetPort),
      ...one("NetworkPolicy").spec.ingress.flatMap(({ ports }) => ports.map(({ port }) => port)),
    ];
    expect(new Set(asked)).toEqual(new Set([open?.name]));
    expect(open?.containerPort).toBe(configuration().server.port);
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
