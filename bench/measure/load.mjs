import { drive } from "./drive.mjs";

/** Load from fifty connections for some seconds, and what it cost the program. */
export const underLoad = async (program, { urls, seconds, ...options }) => {
  const before = await program.usage();
  let { rssBytes } = before;
  const sampling = setInterval(async () => {
    rssBytes = Math.max(rssBytes, (await program.usage()).rssBytes);
  }, 250);
  const startedAt = performance.now();
  const isOver = () => performance.now() - startedAt >= seconds * 1_000;
  const { length: answered } = await drive(urls, { ...options, connections: 50, isOver });
  const took = performance.now() - startedAt;
  clearInterval(sampling);
  const after = await program.usage();
  return {
    answered,
    cpuMs: (after.cpuMs - before.cpuMs) / answered,
    perSecond: answered / (took / 1_000),
    rssMb: Math.max(rssBytes, after.rssBytes) / 2 ** 20,
  };
};
