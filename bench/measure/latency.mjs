import { Pool } from "undici";

/** One request at a time, in milliseconds: what a caller waits, without what it waits behind others. */
export const latencies = async (url, { method = "POST", headers = {}, bodies, count }) => {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, { connections: 1 });
  const times = [];
  try {
    for (let i = 0; i < count; i += 1) {
      const startedAt = performance.now();
      const body = bodies ? bodies[i % bodies.length] : undefined;
      const answer = await pool.request({ method, path: pathname + search, headers, body });
      await answer.body.dump({ limit: Number.MAX_SAFE_INTEGER });
      times.push(performance.now() - startedAt);
    }
  } finally {
    await pool.close();
  }
  return times;
};
