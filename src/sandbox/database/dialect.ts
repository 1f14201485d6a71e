import type { AuditFile } from "./audit-file.js";
import type { FileNaming } from "./computed-files.js";
import type { DatabaseInstance } from "./instance.js";

export type DatabaseKind = "taurusdb" | "rds" | "dds";

/** An error's status and code; the same meaning has another status in each service. */
export interface ErrorCode {
  readonly status: number;
  readonly code: string;
}

/** In what one database service differs from the others. */
export interface Dialect {
  readonly kind: DatabaseKind;
  readonly paths: { readonly files: string; readonly links: string; readonly policy: string };
  readonly keys: { readonly files: string; readonly total: string };
  readonly maxLimit: number;
  /** TaurusDB and RDS refuse a call without offset and limit; DDS has defaults. */
  readonly pagingMandatory: boolean;
  readonly filtersByNode: boolean;
  readonly hasDetails: boolean;
  readonly errors: {
    readonly expiredToken: ErrorCode;
    readonly foreignProject: ErrorCode;
    readonly noPermission: ErrorCode;
    readonly instanceMissing: ErrorCode;
    readonly throttled: ErrorCode | undefined;
  };
  naming(projectId: string, instanceId: string): FileNaming;
  file(file: AuditFile, writeTime: (time: number) => string): Record<string, unknown>;
  policy(instance: DatabaseInstance): Record<string, unknown>;
  listed(instance: DatabaseInstance, region: string): Record<string, unknown>;
}

/** KB with six digits of fraction, as the documented 20481.835938. */
export const kilobytes = (bytes: number): number => Math.round((bytes / 1024) * 1e6) / 1e6;
