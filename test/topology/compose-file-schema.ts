/*
 * The part of the Compose Specification that docker-compose.yml uses, as a JSON Schema: its attributes by their names and
 * forms. Any other attribute is refused, so that a misspelt one is found.
 */

const text = { type: "string" } as const;
const texts = { type: "array", items: text } as const;
const flag = { type: "boolean" } as const;
const duration = { type: "string", pattern: "^(\\d+(\\.\\d+)?(us|ms|s|m|h))+$" } as const;

const object = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const named = (value: object) => ({
  type: "object",
  patternProperties: { "^[a-zA-Z0-9._-]+$": value },
  additionalProperties: false,
});

const service = object({
  build: object({ context: text, target: text }),
  cap_drop: { ...texts, uniqueItems: true },
  command: texts,
  depends_on: named(
    object({ condition: { enum: ["service_started", "service_healthy", "service_completed_successfully"] } }, [
      "condition",
    ]),
  ),
  deploy: object({ replicas: { type: "integer", minimum: 0 } }),
  env_file: texts,
  environment: { type: "object", patternProperties: { ".+": { type: ["string", "number", "boolean", "null"] } } },
  healthcheck: object(
    {
      test: { type: "array", items: text, minItems: 2 },
      interval: duration,
      timeout: duration,
      start_period: duration,
      retries: { type: "number" },
    },
    ["test"],
  ),
  image: text,
  init: flag,
  ports: {
    type: "array",
    items: { type: "string", pattern: "^([\\d.]+:)?\\d+:\\d+(/(tcp|udp))?$" },
    uniqueItems: true,
  },
  read_only: flag,
  restart: { enum: ["no", "always", "on-failure", "unless-stopped"] },
  security_opt: { ...texts, uniqueItems: true },
  stop_grace_period: duration,
  tmpfs: texts,
  volumes: { type: "array", items: { type: "string", pattern: "^[^:]+:/[^:]+(:(ro|rw))?$" }, uniqueItems: true },
});

export const composeFile = {
  type: "object",
  properties: { name: { type: "string", pattern: "^[a-z0-9][a-z0-9_-]*$" }, services: named(service) },
  patternProperties: { "^x-": {} },
  required: ["services"],
  additionalProperties: false,
};
