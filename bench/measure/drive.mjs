import { Pool } from "undici";

/**
 * Asks from so many connections, dealt out to the URLs in turn, each one question after the other, until `isOver` says so.
 * Resolves with what each request took, in milliseconds. Any answer that is not 200 is an error.
 */
export const drive = async (urls, { method = "POST", headers = {}, next, connections = 1, isOver }) => {
  const pools = urls.map((url) => new Pool(new URL(url).origin, { connections }));
  const times = [];
  const askOn = async (which) => {
    const url = urls[which % urls.length];
    const pool = pools[which % urls.length];
    const { pathname, search } = new URL(url);
    while (!isOver(times.length)) {
      const { body, answered } = next();
      const startedAt = performance.now();
      const answer = await pool.request({ method, path: pathname + search, headers, body });
      if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} from ${url}: ${await answer.body.text()}`);
      if (answered) answered(await answer.body.text());
      else await answer.body.dump({ limit: Number.MAX_SAFE_INTEGER });
      times.push(performance.now() - startedAt);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, (_, which) => askOn(which)));
  } finally {
    await Promise.all(pools.map((pool) => pool.close()));
  }
  return times;
};
