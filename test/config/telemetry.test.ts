import { nova, parse, problems } from "./support.js";

const parsed = (settings: object, env = {}) => parse({ sources: [nova], ...settings }, env);

describe("the log in the configuration", () => {
  test("speaks at info, at the file's level, or at LOG_LEVEL's, which wins", () => {
    expect(parsed({}).log).toEqual({ level: "info" });
    expect(parsed({ log: { level: "warn" } }).log).toEqual({ level: "warn" });
    expect(parsed({ log: { level: "warn" } }, { LOG_LEVEL: "debug" }).log).toEqual({ level: "debug" });
    expect(parsed({ log: { level: "warn" } }, { LOG_LEVEL: "" }).log).toEqual({ level: "warn" });
  });

  test.each([
    [{ log: { level: "loud" } }, {}, ""],
    [{}, { LOG_LEVEL: "loud" }, "the environment variable LOG_LEVEL, which wins over the file, "],
  ])("a level that is none is refused, and blamed on who named it: %j %j", (settings, env, whose) => {
    expect(problems(() => parsed(settings, env))).toEqual([
      `/etc/auditgraph.yaml: log.level: ${whose}must be one of debug, info, warn, error, silent.`,
    ]);
  });
});

describe("the access log in the configuration", () => {
  const jwt = { jwksUri: "https://issuer.example/keys", issuer: "https://issuer.example", audience: "auditgraph" };

  test("is on where callers have names, and off where everybody may ask", () => {
    expect(parsed({}).accessLog).toBe("off");
    expect(parsed({ access: { mode: "jwt", jwt } }).accessLog).toBe("stderr");
  });

  test("goes where the file says; a relative path is beside it", () => {
    expect(parsed({ accessLog: { to: "stderr" } }).accessLog).toBe("stderr");
    expect(parsed({ access: { mode: "jwt", jwt }, accessLog: { to: "off" } }).accessLog).toBe("off");
    expect(parsed({ accessLog: { to: { file: "access.log" } } }).accessLog).toEqual({ file: "/etc/access.log" });
    expect(parsed({ accessLog: { to: { file: "${LOGS}/a" } } }, { LOGS: "/var/log" }).accessLog).toEqual({
      file: "/var/log/a",
    });
  });

  test.each(["stdout", "access.log", true, { path: "/var/log/access.log" }])("%j is refused", (to) => {
    expect(problems(() => parsed({ accessLog: { to } }))).toEqual([
      "/etc/auditgraph.yaml: accessLog.to: must be stderr, off or { file: PATH }. To write to a file, name it below file.",
    ]);
  });
});

describe("traces in the configuration", () => {
  const traces = { endpoint: "http://collector.example:4318", sampleRatio: "0.25" };

  test("are off unless something says where they go", () => {
    expect(parsed({}).traces).toEqual({ url: undefined, sampleRatio: undefined });
    expect(parsed({ traces: { sampleRatio: 0.5 } }).traces.url).toBeUndefined();
  });

  test("go below the file's endpoint", () => {
    expect(parsed({ traces }).traces).toEqual({
      url: "http://collector.example:4318/v1/traces",
      sampleRatio: 0.25,
    });
  });

  test.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://other.example:4318/" }, "http://other.example:4318/v1/traces"],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: "http://other.example:4318",
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://spans.example/in",
      },
      "http://spans.example/in",
    ],
    [{ OTEL_SDK_DISABLED: "true" }, undefined],
    [{ OTEL_TRACES_EXPORTER: "none" }, undefined],
  ])("follow OpenTelemetry's own variables over the file: %j", (env, url) => {
    expect(parsed({ traces }, env).traces.url).toBe(url);
  });

  test("leave the sampler to OTEL_TRACES_SAMPLER where it is set", () => {
    expect(parsed({ traces }, { OTEL_TRACES_SAMPLER: "always_on" }).traces.sampleRatio).toBeUndefined();
  });

  test.each([
    [{ endpoint: "collector:4318" }, /traces\.endpoint: must be a URL like/],
    [{ endpoint: "http://user:secret@collector.example" }, /traces\.endpoint: must be a URL without a user/],
    [{ sampleRatio: 1.5 }, /traces\.sampleRatio: must be at most 1/],
    [{ sampleRatio: "most" }, /traces\.sampleRatio: must be a number from 0 to 1/],
    [{ url: "http://collector.example" }, /traces: unknown key "url"\. Known are endpoint, sampleRatio/],
  ])("%j is refused, with its place and without its value", (wrong, message) => {
    const [told = ""] = problems(() => parsed({ traces: wrong }));
    expect(told).toMatch(message);
    expect(told).not.toContain("secret");
  });
});
