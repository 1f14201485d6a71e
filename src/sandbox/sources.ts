/** The names of the upstreams, one server each. All but keystone are sources of the ready configuration. */
export const SERVICE_NAMES = [
  "keystone",
  "compute-eu",
  "compute-us",
  "compute-docs",
  "mysql-eu",
  "mysql-docs",
  "rds-eu",
  "dds-eu",
  "dds-docs",
  "lb",
] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];
export type NovaName = "compute-eu" | "compute-us" | "compute-docs";
export type DatabaseName = "mysql-eu" | "mysql-docs" | "rds-eu" | "dds-eu" | "dds-docs";
