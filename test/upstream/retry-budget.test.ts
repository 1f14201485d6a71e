import { RetryBudget } from "../../src/upstream/layers/breaker.js";

/** How many of so many wanted retries are paid for. */
const paid = (budget: RetryBudget, wanted: number): number =>
  Array.from({ length: wanted }, () => budget.withdraw()).filter(Boolean).length;

/** Calls that each want so many retries; how many they get in all. */
const calls = (budget: RetryBudget, count: number, wanted: number): number =>
  Array.from({ length: count }, () => {
    budget.deposit();
    return paid(budget, wanted);
  }).reduce((sum, each) => sum + each, 0);

describe("the retry budget", () => {
  it("pays for 45 retries in 100 calls beyond its store of a hundred", () => {
    const got = calls(new RetryBudget(), 1_000, 6);
    expect(got).toBeGreaterThan(545);
    expect(got).toBeLessThanOrEqual(550);
  });

  it("pays for all that calls want of which two in five fail", () => {
    const budget = new RetryBudget();
    for (let round = 0; round < 1_000; round += 1) {
      calls(budget, 3, 0);
      expect(calls(budget, 2, 1)).toBe(2);
    }
  });

  it("stores no more than a hundred retries, however many calls want none", () => {
    const budget = new RetryBudget();
    calls(budget, 10_000, 0);
    expect(paid(budget, 1_000)).toBe(100);
  });

  it("is void once the breaker opened, and then pays for 20 in 100 calls", () => {
    const budget = new RetryBudget();
    budget.tighten();
    expect(budget.withdraw()).toBe(false);
    const got = calls(budget, 1_000, 1);
    expect(got).toBeGreaterThan(195);
    expect(got).toBeLessThanOrEqual(200);
    expect(budget.isLean).toBe(true);
  });

  it("is its old self after a hundred calls that want none, and not before", () => {
    const budget = new RetryBudget();
    budget.tighten();
    calls(budget, 99, 0);
    expect(budget.isLean).toBe(true);
    calls(budget, 2, 0);
    expect(budget.isLean).toBe(false);
    calls(budget, 1_000, 0);
    expect(paid(budget, 1_000)).toBe(100);
  });

  it("earns nothing by calls that an open breaker turned away", () => {
    const budget = new RetryBudget();
    for (let at = 0; at < 1_000; at += 1) {
      budget.deposit();
      budget.tighten();
    }
    expect(budget.withdraw()).toBe(false);
  });
});
