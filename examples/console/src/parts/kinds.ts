import type { AuditSourceKind } from "../generated/graphql.js";

/** Kinds of sources as people call them. */
export const KIND_NAMES: Record<AuditSourceKind, string> = {
  NOVA: "Compute (Nova)",
  TAURUSDB: "TaurusDB",
  RDS: "RDS",
  DDS: "DDS",
  ATLAS: "Balancers (Atlas)",
  OCTAVIA: "Balancers (Octavia)",
};

export const KINDS = Object.keys(KIND_NAMES) as AuditSourceKind[];
