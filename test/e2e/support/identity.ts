import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { tokenOf } from "./raw.js";
import { rig } from "./rig.js";

type Json = Readonly<Record<string, unknown>>;

/** Asks Keystone's own API, as admin or as whoever has the token. Throws for any answer but 2xx. */
export const keystone = async (method: string, path: string, body?: Json, token?: string): Promise<Json> => {
  const own = token ?? (await tokenOf());
  const response = await fetch(`${rig.authUrl}${path}`, {
    method,
    // GET /auth/tokens tells of the subject.
    headers: { "content-type": "application/json", "x-auth-token": own, "x-subject-token": own },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === "" ? {} : (JSON.parse(text) as Json);
};

/** Makes one thing; resolves with its id. */
export const make = async (kind: string, facts: Json, token?: string, below = ""): Promise<string> => {
  const path = kind === "trust" ? "/OS-TRUST/trusts" : `${below}/${kind}s`;
  const made = (await keystone("POST", path, { [kind]: facts }, token))[kind] as { readonly id: string };
  return made.id;
};

/** Logs in with any body; resolves with the token and what it says. */
export const logInWith = async (auth: Json): Promise<{ readonly token: string; readonly facts: Json }> => {
  const response = await fetch(`${rig.authUrl}/auth/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ auth }),
  });
  if (response.status !== 201) throw new Error(`login: ${response.status}`);
  const { token } = (await response.json()) as { token: Json };
  return { token: response.headers.get("x-subject-token") ?? "", facts: token };
};

/** A clouds.yaml with one cloud, "c". */
export const cloudsFile = (cloud: object): string => {
  const file = join(mkdtempSync(join(tmpdir(), "auditgraph-e2e-")), "clouds.yaml");
  writeFileSync(file, stringify({ clouds: { c: cloud } }));
  return file;
};

/** What OpenStack's own client makes of the same file. */
export interface Reference {
  /** The token's project; null for a token without one. */
  readonly project: string | null;
  /** Where it asks for the usage audit, and the status of the answer. */
  readonly url: string;
  readonly status: number;
  /** The period's end, as Nova writes it; absent where it was refused. */
  readonly end?: string;
}

const SCRIPT = `
import json, sys, openstack
cloud = openstack.connect(cloud="c")
answer = cloud.compute.get("/os-instance_usage_audit_log", raise_exc=False)
told = {"project": cloud.current_project_id, "url": answer.url, "status": answer.status_code}
if answer.status_code == 200:
    told["end"] = answer.json()["instance_usage_audit_logs"]["period_ending"]
print(json.dumps(told))
`;

/** The openstacksdk of the same packages, which openstackclient is made of, over the same clouds.yaml. */
export const reference = async (file: string): Promise<Reference> => {
  const env = { PATH: "/usr/bin:/bin", OS_CLIENT_CONFIG_FILE: file, no_proxy: "127.0.0.1", HOME: tmpdir() };
  const { stdout } = await promisify(execFile)("/usr/bin/python3", ["-c", SCRIPT], { env, timeout: 60_000 });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Reference;
};
