/** One audit log file, before a dialect writes it. */
export interface AuditFile {
  readonly id: string;
  readonly name: string;
  /** Exact; TaurusDB and RDS tell KB with six digits of fraction. */
  readonly bytes: number;
  /** Milliseconds since the epoch, whole seconds. */
  readonly begin: number;
  readonly end: number;
  /** The node it was cut on (DDS). */
  readonly nodeId: string | null;
}

export const byBegin = (a: AuditFile, b: AuditFile): number =>
  a.begin - b.begin || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
