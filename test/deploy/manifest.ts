import { z } from "zod";

/** What of Kubernetes' API the manifests use, and what it is here (api-types.ts has the API's own types). */
const strict = z.strictObject;
const name = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
const labels = z.record(z.string(), z.string());
const metadata = strict({ name, labels: labels.optional() });
const selector = strict({ matchLabels: labels });
const port = z.union([z.int().min(1).max(65_535), z.string().regex(/^[a-z0-9-]{1,15}$/)]);

const probe = strict({
  httpGet: strict({ path: z.string().startsWith("/"), port }),
  periodSeconds: z.int().min(1),
  timeoutSeconds: z.int().min(1).optional(),
  failureThreshold: z.int().min(1),
});

const quantities = strict({
  cpu: z
    .string()
    .regex(/^\d+m?$/)
    .optional(),
  memory: z
    .string()
    .regex(/^\d+[MG]i$/)
    .optional(),
});

const container = strict({
  name,
  image: z.string().regex(/^[\w./-]+:[\w.-]+$/),
  args: z.array(z.string()),
  ports: z.array(strict({ name, containerPort: z.int() })),
  envFrom: z.array(strict({ secretRef: strict({ name }) })),
  volumeMounts: z.array(strict({ name, mountPath: z.string().startsWith("/"), readOnly: z.literal(true) })),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  lifecycle: strict({ preStop: strict({ exec: strict({ command: z.array(z.string()) }) }) }),
  resources: strict({ requests: quantities, limits: quantities }),
  securityContext: strict({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: strict({ drop: z.tuple([z.literal("ALL")]) }),
  }),
});

const pod = strict({
  terminationGracePeriodSeconds: z.int(),
  automountServiceAccountToken: z.literal(false),
  securityContext: strict({
    runAsNonRoot: z.literal(true),
    runAsUser: z.int().min(1),
    seccompProfile: strict({ type: z.literal("RuntimeDefault") }),
  }),
  topologySpreadConstraints: z.array(
    strict({
      maxSkew: z.int().min(1),
      topologyKey: z.enum(["kubernetes.io/hostname", "topology.kubernetes.io/zone"]),
      whenUnsatisfiable: z.literal("ScheduleAnyway"),
      labelSelector: selector,
    }),
  ),
  containers: z.tuple([container]),
  volumes: z.array(strict({ name, configMap: strict({ name }) })),
});

const kinds = {
  Deployment: strict({
    apiVersion: z.literal("apps/v1"),
    kind: z.literal("Deployment"),
    metadata,
    spec: strict({
      replicas: z.int().min(2),
      selector,
      strategy: strict({ rollingUpdate: strict({ maxUnavailable: z.literal(0), maxSurge: z.int().min(1) }) }),
      template: strict({ metadata: strict({ labels }), spec: pod }),
    }),
  }),
  Service: strict({
    apiVersion: z.literal("v1"),
    kind: z.literal("Service"),
    metadata,
    spec: strict({ selector: labels, ports: z.array(strict({ name, port: z.int(), targetPort: port })) }),
  }),
  PodDisruptionBudget: strict({
    apiVersion: z.literal("policy/v1"),
    kind: z.literal("PodDisruptionBudget"),
    metadata,
    spec: strict({ minAvailable: z.int().min(1), selector }),
  }),
  ConfigMap: strict({
    apiVersion: z.literal("v1"),
    kind: z.literal("ConfigMap"),
    metadata,
    data: z.record(z.string(), z.string()),
  }),
  NetworkPolicy: strict({
    apiVersion: z.literal("networking.k8s.io/v1"),
    kind: z.literal("NetworkPolicy"),
    metadata,
    spec: strict({
      podSelector: selector,
      policyTypes: z.tuple([z.literal("Ingress"), z.literal("Egress")]),
      ingress: z.array(
        strict({
          from: z.array(strict({ podSelector: selector.optional(), namespaceSelector: selector.optional() })).min(1),
          ports: z.array(strict({ protocol: z.enum(["TCP", "UDP"]), port })),
        }),
      ),
      egress: z.array(
        strict({
          to: z.array(strict({ podSelector: selector.optional(), namespaceSelector: selector.optional() })).optional(),
          ports: z.array(strict({ protocol: z.enum(["TCP", "UDP"]), port })),
        }),
      ),
    }),
  }),
  HorizontalPodAutoscaler: strict({
    apiVersion: z.literal("autoscaling/v2"),
    kind: z.literal("HorizontalPodAutoscaler"),
    metadata,
    spec: strict({
      scaleTargetRef: strict({ apiVersion: z.literal("apps/v1"), kind: z.literal("Deployment"), name }),
      minReplicas: z.int().min(2),
      maxReplicas: z.int(),
      metrics: z.array(
        strict({
          type: z.literal("Resource"),
          resource: strict({
            name: z.enum(["cpu", "memory"]),
            target: strict({ type: z.literal("Utilization"), averageUtilization: z.int().min(1) }),
          }),
        }),
      ),
      behavior: strict({ scaleDown: strict({ stabilizationWindowSeconds: z.int().min(0).max(3_600) }) }),
    }),
  }),
  ServiceMonitor: strict({
    apiVersion: z.literal("monitoring.coreos.com/v1"),
    kind: z.literal("ServiceMonitor"),
    metadata,
    spec: strict({
      selector,
      endpoints: z.array(
        strict({ port: z.string(), path: z.literal("/metrics"), interval: z.string().regex(/^\d+s$/) }),
      ),
    }),
  }),
};

export const manifestSchema = z.discriminatedUnion("kind", [
  kinds.Deployment,
  kinds.Service,
  kinds.PodDisruptionBudget,
  kinds.ConfigMap,
  kinds.NetworkPolicy,
  kinds.HorizontalPodAutoscaler,
  kinds.ServiceMonitor,
]);
export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestOf<K extends Manifest["kind"]> = Extract<Manifest, { kind: K }>;
