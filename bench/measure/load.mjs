import autocannon from "autocannon";

/** Load from fifty connections for some seconds, and what it cost the program. Any answer that is not 200 is an error. */
export const underLoad = async (program, { url, headers, bodies, seconds, connections = 50 }) => {
  const before = await program.usage();
  let rssBytes = before.rssBytes;
  const sampling = setInterval(async () => {
    rssBytes = Math.max(rssBytes, (await program.usage()).rssBytes);
  }, 250);
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    method: "POST",
    headers,
    requests: bodies.map((body) => ({ body })),
  });
  clearInterval(sampling);
  const after = await program.usage();
  const failed = result.non2xx + result.errors;
  if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests failed at ${url}`);
  const answered = result["2xx"];
  return {
    answered,
    cpuMs: (after.cpuMs - before.cpuMs) / answered,
    perSecond: answered / result.duration,
    rssMb: Math.max(rssBytes, after.rssBytes) / 2 ** 20,
  };
};
