import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { build } from "../support/process.js";
import { ask, MONTH, processOver } from "./traced-process.js";

/** Tells at its end what the process has loaded of the SDK, which is CommonJS: Node keeps a list. prom-client has the API. */
const TELLS = `import { createRequire } from "node:module";
  process.on("exit", () => {
    const loaded = Object.keys(createRequire("/").cache).filter((file) => /@opentelemetry.(?!api)/.test(file));
    process.stderr.write(JSON.stringify({ msg: "loaded", count: loaded.length }) + "\\n");
  });`;

describe("without an endpoint", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    build();
    sandbox = await startSandbox({ control: false });
  });
  afterAll(() => sandbox.stop());
  /** How many modules of the SDK were loaded, and what the source was told of a trace. */
  const servedWith = async (variables: Record<string, string>): Promise<[loaded: number, told: boolean]> => {
    sandbox.control.log.reset();
    const preload = `--import=data:text/javascript,${encodeURIComponent(TELLS)}`;
    const served = processOver(sandbox, { NODE_OPTIONS: preload, ...variables });
    const traceparent = `00-${"a".repeat(32)}-${"a".repeat(16)}-01`;
    await ask(await served.baseUrl(), { query: MONTH("compute-eu"), headers: { traceparent } });
    served.kill("SIGTERM");
    const { stderr } = await served.ended();
    const requests = sandbox.control.log.requests("compute-eu");
    expect(requests).toHaveLength(1);
    return [
      Number(/"msg":"loaded","count":(\d+)/.exec(stderr)?.[1]),
      requests.some(({ headers }) => "traceparent" in headers),
    ];
  };

  test("nothing of OpenTelemetry's SDK is loaded, and no source hears of a trace", async () => {
    expect(await servedWith({})).toEqual([0, false]);
    const endpoint = "http://127.0.0.1:9";
    expect(await servedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: "true" })).toEqual([0, false]);
    const [loaded, told] = await servedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    expect([loaded > 0, told]).toEqual([true, true]);
  });
});
