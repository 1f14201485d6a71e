import { hex } from "../world.js";

export interface Project {
  readonly id: string;
  readonly name: string;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  /** Project name → roles there. */
  readonly roles: Readonly<Record<string, readonly RoleName[]>>;
}

export interface ApplicationCredential {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly user: string;
  readonly project: string;
}

/** An access key of a user in a project; temporary ones come with a security token. */
export interface AccessKey {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string;
  readonly user: string;
  readonly project: string;
}

export type RoleName =
  "admin" | "member" | "reader" | "load-balancer_global_observer" | "load-balancer_observer" | "load-balancer_member";

export const DOMAIN = { id: "default", name: "Default" } as const;
export const ROLE_IDS: Readonly<Record<RoleName, string>> = {
  admin: hex(32, "role", "admin"),
  member: hex(32, "role", "member"),
  reader: hex(32, "role", "reader"),
  "load-balancer_global_observer": hex(32, "role", "load-balancer_global_observer"),
  "load-balancer_observer": hex(32, "role", "load-balancer_observer"),
  "load-balancer_member": hex(32, "role", "load-balancer_member"),
};

/** By name. The two documentation projects have the ids that the services' own examples use. */
export const PROJECTS: Readonly<Record<string, Project>> = {
  admin: { id: "e1b290d58e6443d6809c50159ba9138d", name: "admin" },
  demo: { id: "6047a6bb792f4b7994d9e448d99e3303", name: "demo" },
  "eu-west-101": { id: "0a84b6e97780d3271fd0c00f2db42932", name: "eu-west-101" },
  "eu-west-101_docs": { id: "054e292c9880d4992f02c0196d3ea468", name: "eu-west-101_docs" },
  "eu-de": { id: "97b026aa9cc4417888c14c84a1ad9860", name: "eu-de" },
  "eu-de_docs": { id: "056538411200d4cd2f79c003c7606412", name: "eu-de_docs" },
};

const EVERYTHING: readonly RoleName[] = ["member", "reader", "admin"];

export const USERS: readonly User[] = [
  {
    id: "0805a9548fc04a50a0cdd05ceeaa810e",
    name: "admin",
    password: "admin-pw",
    roles: Object.fromEntries(Object.keys(PROJECTS).map((name) => [name, EVERYTHING])),
  },
  {
    id: "3f2b7c9a51e84d0c8f6a1d2e9b70c4a5",
    name: "demo",
    password: "demo-pw",
    roles: { demo: ["member", "reader"], "eu-de": ["member", "reader"] },
  },
  {
    id: "b81d4e6f20a34c5d9e7f8a0b1c2d3e4f",
    name: "demo-reader",
    password: "demo-reader-pw",
    roles: { demo: ["reader"] },
  },
  {
    id: "5d1c0f7be3a94826a0d7c1b2e4f69a83",
    name: "lb-auditor",
    password: "lb-auditor-pw",
    roles: { demo: ["load-balancer_global_observer"] },
  },
  {
    id: "c27e9b40d15f4a6c8b3d0e1f7a2948b6",
    name: "lb-observer",
    password: "lb-observer-pw",
    roles: { demo: ["reader", "load-balancer_observer"] },
  },
];

export const APPLICATION_CREDENTIALS: readonly ApplicationCredential[] = [
  {
    id: "9c4fd1e3a7b84f06b2d5e8c1f0a39d72",
    name: "auditgraph",
    secret: "app-cred-secret",
    user: "admin",
    project: "admin",
  },
];

export const ACCESS_KEYS: readonly AccessKey[] = [
  {
    accessKey: "SANDBOXDOCSMYSQL0001",
    secretKey: "sandbox-secret-of-docs-mysql-0000000001",
    user: "admin",
    project: "eu-west-101_docs",
  },
  {
    accessKey: "SANDBOXDOCSDDS000001",
    secretKey: "sandbox-secret-of-docs-dds-000000000001",
    user: "admin",
    project: "eu-de_docs",
  },
  {
    accessKey: "SANDBOXTEMPORARY0001",
    secretKey: "sandbox-secret-of-a-temporary-key-00001",
    securityToken: "sandbox-security-token-0001",
    user: "admin",
    project: "eu-de",
  },
];

export const userNamed = (name: string): User | undefined => USERS.find((user) => user.name === name);
export const projectNamed = (name: string): Project | undefined =>
  Object.hasOwn(PROJECTS, name) ? PROJECTS[name] : undefined;
export const projectWithId = (id: string): Project | undefined =>
  Object.values(PROJECTS).find((project) => project.id === id);

/** Roles of a user in a project; none means no access. */
export const rolesOf = (user: User, project: Project): readonly RoleName[] => user.roles[project.name] ?? [];
