import { Pool } from "undici";

const { database, nova, atlas, projectId } = JSON.parse(process.env.BENCH_UPSTREAMS ?? "{}");

/** The same pools for every program but auditgraph, which has its own. */
const reader = (endpoint) => {
  const { origin, pathname } = new URL(endpoint);
  const pool = new Pool(origin, { connections: 64 });
  const base = pathname.replace(/\/$/, "");
  return async (path) => {
    const answer = await pool.request({ method: "GET", path: base + path, headers: { accept: "application/json" } });
    return JSON.parse(await answer.body.text());
  };
};
const [readDatabase, readNova, readAtlas] = [database, nova, atlas].map(reader);

const stamp = (text) => encodeURIComponent(`${text.slice(0, 19)}+0000`);

/** One page of one instance's files, as it arrives. */
export const listFiles = (instanceId, { from, to }, limit, offset = 0) =>
  readDatabase(
    `/v3/${projectId}/instances/${instanceId}/audit-logs?start_time=${stamp(from)}&end_time=${stamp(to)}&offset=${offset}&limit=${limit}`,
  );

const novaStamp = (time) => encodeURIComponent(new Date(time).toISOString().slice(0, 19).replace("T", " "));
export const periodBefore = async (time) =>
  (await readNova(`/os-instance_usage_audit_log/${novaStamp(time)}`)).instance_usage_audit_log;

export const auditReport = async () =>
  (await readAtlas("/audit/status?status=error,build,pending_update,pending_delete")).loadBalancerAudits;

export const alertsOf = async (ids) =>
  (await readAtlas(`/alerts/byloadbalancerids?${ids.map((id) => `id=${id}`).join("&")}`)).alerts;
