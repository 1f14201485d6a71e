import { CircuitBreaker, FAILURES_TO_OPEN, HealthRecord } from "../../src/upstream/layers/breaker.js";
import { FakeClock } from "./support/fake-clock.js";
import { thrown } from "./support/session.js";

const failing = (breaker: CircuitBreaker, times: number): void => {
  for (let at = 0; at < times; at += 1) breaker.enter()("failing");
};

describe("the circuit breaker", () => {
  it("opens after failures in a row, and says for how long", () => {
    const breaker = new CircuitBreaker("s", new FakeClock());
    failing(breaker, FAILURES_TO_OPEN - 1);
    breaker.enter()("alive");
    failing(breaker, FAILURES_TO_OPEN);
    expect(breaker.state).toBe("open");
    expect(thrown(() => breaker.enter())).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryAfterMs: 1_000 });
  });

  it("lets one probe at a time through when half-open, and closes when it is answered", () => {
    const clock = new FakeClock();
    const breaker = new CircuitBreaker("s", clock);
    failing(breaker, FAILURES_TO_OPEN);
    clock.advance(1_000);
    expect(breaker.state).toBe("half-open");
    const probe = breaker.enter();
    expect(thrown(() => breaker.enter())).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
    probe("alive");
    expect(breaker.state).toBe("closed");
    breaker.enter()("alive");
  });

  it("waits twice as long after every probe that fails, 30 s at most", () => {
    const clock = new FakeClock();
    const breaker = new CircuitBreaker("s", clock);
    failing(breaker, FAILURES_TO_OPEN);
    for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      clock.advance(pause - 1);
      expect(breaker.state).toBe("open");
      clock.advance(1);
      breaker.enter()("failing");
    }
  });

  it("lets the next probe through when one's caller went away", () => {
    const clock = new FakeClock();
    const breaker = new CircuitBreaker("s", clock);
    failing(breaker, FAILURES_TO_OPEN);
    clock.advance(1_000);
    breaker.enter()("nothing");
    expect(breaker.state).toBe("half-open");
    breaker.enter()("alive");
    expect(breaker.state).toBe("closed");
  });

  it("is not kept open longer by tries that were under way when it opened", () => {
    const clock = new FakeClock();
    const breaker = new CircuitBreaker("s", clock);
    const late = [breaker.enter(), breaker.enter()];
    failing(breaker, FAILURES_TO_OPEN);
    for (const report of late) report("failing");
    clock.advance(1_000);
    expect(breaker.state).toBe("half-open");
  });
});

describe("a source's health", () => {
  it.each([
    ["", "UNKNOWN"],
    ["good good", "HEALTHY"],
    ["good bad", "DEGRADED"],
    ["bad good", "DEGRADED"],
    ["good bad bad bad", "UNAVAILABLE"],
    ["bad", "UNAVAILABLE"],
    ["bad bad bad good", "DEGRADED"],
  ])("after %j is %s", (seen, health) => {
    const record = new HealthRecord(new FakeClock());
    for (const word of seen.split(" ").filter(Boolean)) record.saw(word === "good");
    expect(record.read()).toBe(health);
  });

  it("is forgotten after a minute", () => {
    const clock = new FakeClock();
    const record = new HealthRecord(clock);
    record.saw(false);
    clock.advance(60_001);
    expect(record.read()).toBe("UNKNOWN");
  });
});
