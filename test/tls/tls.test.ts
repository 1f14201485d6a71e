import { once } from "node:events";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, request, type RequestOptions, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { connect, TLSSocket } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { Authority, describeWithOpenssl, type Pair } from "../support/authority.js";
import { build, fileWith, Process } from "../support/process.js";
import { freePort } from "../support/free-port.js";
import { hasRedis, type RedisServer, startRedis } from "../support/redis-server.js";

const QUERY = "{ loadBalancerAudits(first: 1) { coverage { state problem { code message } } } }";
const text = (file: string): string => readFileSync(file, "utf8");
const shown = ({ certFile, keyFile }: Pair): { cert: string; key: string } => ({
  cert: text(certFile),
  key: text(keyFile),
});

interface Asked {
  readonly url: string;
  readonly body?: string;
}

const ask = (
  { url, body }: Asked,
  tls: RequestOptions,
): Promise<{ readonly status: number | undefined; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const asked = request(
      url,
      { method: body === undefined ? "GET" : "POST", headers, agent: false, ...tls },
      (answer) => {
        let read = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => (read += part));
        answer.on("end", () => resolve({ status: answer.statusCode, text: read }));
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });

/** The serial number of the certificate that a new connection is shown. */
const serialAt = async (url: string, tls: RequestOptions): Promise<string> => {
  const { port } = new URL(url);
  const socket = connect({ host: "127.0.0.1", port: Number(port), ...(tls as object) });
  await once(socket, "secureConnect");
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
};

/** An Atlas that lets nobody in who does not show a certificate of the authority. */
const strictAtlas = async (
  authority: Authority,
): Promise<{ readonly url: string; readonly callers: string[]; stop(): void }> => {
  const callers: string[] = [];
  const settings = { ...shown(authority.issue("atlas")), ca: authority.ca, requestCert: true };
  const server: Server = createServer(settings, (asked, answer) => {
    const { socket } = asked;
    callers.push(socket instanceof TLSSocket ? String(socket.getPeerCertificate().subject.CN) : "nobody");
    answer.setHeader("content-type", "application/json");
    answer.end('{"loadBalancerAudits":[]}');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `https://127.0.0.1:${port}/management`, callers, stop: () => server.close() };
};

describeWithOpenssl("a process with certificates of its own", () => {
  let inside: Authority;
  let atlas: Awaited<ReturnType<typeof strictAtlas>>;
  let redis: RedisServer | undefined;
  let pair: Pair;
  let caller: RequestOptions;
  let served: Process;
  let url: string;

  const settings = (): object => ({
    server: { port: 0, tls: { ...pair, clientCaFile: inside.caFile }, operations: { port: 0 } },
    sources: [
      {
        name: "lb",
        kind: "atlas",
        endpoint: atlas.url,
        credentials: { type: "basic", username: "ops", password: `\${file:${inside.folder}/password}` },
        caFile: inside.caFile,
        ...inside.issue("asks-atlas"),
      },
    ],
  });

  beforeAll(async () => {
    build();
    inside = new Authority();
    writeFileSync(`${inside.folder}/password`, "secret\n");
    atlas = await strictAtlas(inside);
    pair = inside.issue("listens");
    caller = { ca: inside.ca, ...shown(inside.issue("calls")) };
    const cache = hasRedis ? await cacheOf() : {};
    served = new Process(["--config", fileWith(JSON.stringify({ ...settings(), ...cache }))]);
    url = await served.baseUrl();
  });
  afterAll(async () => {
    served.kill("SIGTERM");
    expect((await served.ended()).code).toBe(0);
    atlas.stop();
    await redis?.kill();
  });

  /** A Redis that lets nobody in without a certificate. */
  const cacheOf = async (): Promise<object> => {
    const { certFile, keyFile } = inside.issue("redis");
    const port = String(await freePort());
    const files = ["--tls-cert-file", certFile, "--tls-key-file", keyFile, "--tls-ca-cert-file", inside.caFile];
    redis = await startRedis(["--tls-port", port, "--tls-auth-clients", "yes", ...files]);
    return { cache: { url: `rediss://127.0.0.1:${port}`, caFile: inside.caFile, ...inside.issue("asks-redis") } };
  };
  const operations = async (path: string): Promise<Response> => {
    const [line] = await served.logged("liveness, readiness and metrics have a port of their own");
    return fetch(`http://${String(line?.at)}${path}`);
  };
  const until = async (isSo: () => Promise<boolean>): Promise<void> => {
    while (!(await isSo())) await sleep(50);
  };

  test("answers by HTTPS those who show a certificate of the authority, and its source is shown its own", async () => {
    expect(new URL(url).protocol).toBe("https:");
    const { status, text: answer } = await ask(
      { url: `${url}/graphql`, body: JSON.stringify({ query: QUERY }) },
      caller,
    );
    expect([status, JSON.parse(answer)]).toMatchObject([
      200,
      { data: { loadBalancerAudits: { coverage: [{ state: "COMPLETE", problem: null }] } } },
    ]);
    expect(atlas.callers).toEqual(["asks-atlas"]);
  });

  test("refuses who shows none, one of another authority, or speaks plain HTTP, and serves on", async () => {
    const stranger = shown(new Authority("another").issue("calls"));
    const asked = { url: `${url}/graphql` };
    await expect(ask(asked, { ca: inside.ca })).rejects.toThrow();
    await expect(ask(asked, { ca: inside.ca, ...stranger })).rejects.toThrow();
    await expect(fetch(`${url.replace("https:", "http:")}/graphql`)).rejects.toThrow();
    await expect(
      ask(asked, { ...caller, maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "ALL@SECLEVEL=0" }),
    ).rejects.toThrow();
    expect((await ask({ url: `${url}/schema.graphql` }, caller)).status).toBe(200);
  });

  test("tells of itself at a port of its own, without a certificate, and nowhere else", async () => {
    for (const path of ["/livez", "/readyz", "/metrics"]) {
      expect([path, (await operations(path)).status]).toEqual([path, 200]);
      expect([path, (await ask({ url: `${url}${path}` }, caller)).status]).toEqual([path, 404]);
    }
    expect((await operations("/graphql")).status).toBe(404);
  });

  (hasRedis ? test : test.skip)("reaches a Redis that wants a certificate", async () => {
    await until(async () =>
      (await (await operations("/metrics")).text()).includes("auditgraph_shared_cache_reachable 1"),
    );
  });

  test("shows a new certificate once its files are replaced, and is not led astray by a key without its certificate", async () => {
    const before = await serialAt(url, caller);
    copyFileSync(inside.issue("another").keyFile, pair.keyFile);
    const [refusal] = await served.logged(
      "the configuration was read again and refused; the one before is still served",
    );
    expect(refusal).toMatchObject({ problems: [expect.stringContaining("does not belong to the certificate")] });
    expect(await serialAt(url, caller)).toBe(before);
    inside.issue("listens");
    const wanted = await served.logged("the configuration was read again and is served");
    expect(wanted).toHaveLength(1);
    expect(await serialAt(url, caller)).not.toBe(before);
    expect(await served.logged("files that the configuration names have changed; it is read again", 2)).toMatchObject([
      { files: [pair.keyFile] },
      { files: [pair.certFile, pair.keyFile] },
    ]);
  }, 90_000);
});
