export { startSandbox, type Sandbox, type SandboxOptions, type SandboxUrls } from "./start.js";
export {
  type DatabaseName,
  type ManualClock,
  manualClock,
  type NovaName,
  SERVICE_NAMES,
  type ServiceName,
} from "./world.js";
export type {
  AtlasControl,
  DatabaseControl,
  KeystoneControl,
  NewInstance,
  NovaControl,
  SandboxControl,
  TokenRequest,
} from "./control/control.js";
export type { FileInput, InstanceControl } from "./control/instance.js";
export type { Fault, FaultKind, FaultScope, FaultState } from "./fault-book.js";
export type { CallHook, RecordedRequest, SourceCounters } from "./server.js";
export type { AuditFile } from "./database/files.js";
export type { InstanceBehaviour } from "./database/instances.js";
export type { Alert, Balancer, BalancerStatus } from "./atlas/world.js";
export type { HostRow } from "./nova/state.js";
export { DENSE } from "./database/world.js";
