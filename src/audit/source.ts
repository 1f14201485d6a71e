/** The kinds of upstream. A new kind is one more line here and one in the registry of src/sources. */
export const AuditSourceKind = {
  NOVA: "NOVA",
  TAURUSDB: "TAURUSDB",
  RDS: "RDS",
  DDS: "DDS",
  ATLAS: "ATLAS",
} as const;
export type AuditSourceKind = (typeof AuditSourceKind)[keyof typeof AuditSourceKind];

/** What operations saw of a source lately; nothing is polled for it. */
export const SourceHealth = { HEALTHY: "HEALTHY", DEGRADED: "DEGRADED", UNAVAILABLE: "UNAVAILABLE" } as const;
export type SourceHealth = (typeof SourceHealth)[keyof typeof SourceHealth];

/** One configured upstream, as the outside may know it. */
export interface SourceInfo {
  /** Unique in the configuration; matches ^[a-z0-9][a-z0-9-]{0,62}$. */
  readonly name: string;
  readonly kind: AuditSourceKind;
  readonly region: string | null;
}
