import { type Answer, ask } from "../../sandbox/support.js";
import { type Account, rig } from "./rig.js";

/** One period as Nova's API gives it. */
export interface RawPeriod {
  readonly period_beginning: string;
  readonly period_ending: string;
  readonly num_hosts: number;
  readonly num_hosts_done: number;
  readonly num_hosts_running: number;
  readonly num_hosts_not_run: number;
  readonly hosts_not_run: readonly string[];
  readonly total_instances: number;
  readonly total_errors: number;
  readonly overall_status: string;
  readonly log: Readonly<
    Record<
      string,
      { readonly state: string; readonly instances: number; readonly errors: number; readonly message: string }
    >
  >;
}

const domain = { name: "Default" };

/** POST /v3/auth/tokens as any client would. */
export const logIn = (account: Account, authUrl = rig.authUrl): Promise<Answer> => {
  const user = { name: account.username, domain, password: account.password };
  const scope = { project: { name: account.projectName, domain } };
  const auth = { identity: { methods: ["password"], password: { user } }, scope };
  const headers = { "Content-Type": "application/json" };
  return ask(`${authUrl}/auth/tokens`, { method: "POST", headers, body: JSON.stringify({ auth }) });
};

export const tokenOf = async (account: Account = rig.admin, authUrl = rig.authUrl): Promise<string> =>
  String((await logIn(account, authUrl)).headers["x-subject-token"]);

export const revoke = async (token: string): Promise<void> => {
  const headers = { "X-Auth-Token": await tokenOf(), "X-Subject-Token": token };
  await ask(`${rig.authUrl}/auth/tokens`, { method: "DELETE", headers });
};

/** The audit call without (index) or with (show) a time, written as Nova writes it. */
export const askAudit = (token: string, endpoint = rig.endpoint, before?: string): Promise<Answer> => {
  const path = before === undefined ? "" : `/${encodeURIComponent(before)}`;
  const headers = { "X-Auth-Token": token, Accept: "application/json" };
  return ask(`${endpoint}/os-instance_usage_audit_log${path}`, { headers });
};

/** Call by call: the index, then each period's ending as the next call's `before`. Newest first. */
export const walkRaw = async (count: number, endpoint = rig.endpoint): Promise<RawPeriod[]> => {
  const token = await tokenOf();
  const periods: RawPeriod[] = [];
  let answer = (await askAudit(token, endpoint)).json.instance_usage_audit_logs as RawPeriod;
  while (periods.push(answer) < count) {
    const show = await askAudit(token, endpoint, answer.period_ending);
    answer = show.json.instance_usage_audit_log as RawPeriod;
  }
  return periods;
};
