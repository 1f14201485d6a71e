export { startSandbox, type Sandbox, type SandboxOptions, type SandboxUrls } from "./start.js";
export { startDatabase, type DatabaseOptions, type DatabaseUpstream } from "./start-database.js";
export { type Dialect, dialects } from "./database/dialects.js";
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
export { type Fault, type FaultKind, faultKinds, type FaultScope, type FaultState } from "./fault-book.js";
export type { CallHook, RecordedRequest, SourceCounters } from "./server.js";
export type { AuditFile } from "./database/files.js";
export type { InstanceBehaviour } from "./database/instances.js";
export type { OctaviaControl } from "./control/octavia.js";
export type { OctaviaBalancer } from "./octavia/world.js";
export type { Alert, Balancer, BalancerStatus } from "./atlas/world.js";
export type { HostRow } from "./nova/state.js";
export { DENSE } from "./database/world.js";
export { objectOf, type ObjectFaults, type StoredObject } from "./contents/objects.js";
