/** The one ordinary caller: asks the pages of the examples, one after the other, and looks whether each answer is whole. */
import { Agent, request } from "node:http";
import { readdirSync, readFileSync } from "node:fs";
import { processorMs } from "./processors.mjs";

const folder = new URL("../../examples/", import.meta.url);
const variables = JSON.parse(readFileSync(new URL("variables.json", folder), "utf8"));
const examples = readdirSync(folder)
  .filter((name) => name.endsWith(".graphql"))
  .map((name) => ({
    name,
    query: readFileSync(new URL(name, folder), "utf8"),
    variables: variables[name.replace(".graphql", "")] ?? {},
  }));

const agent = new Agent({ keepAlive: true });
const exchange = (url, options, body) =>
  new Promise((resolve, reject) => {
    const asked = request(url, { agent, ...options }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode, text }));
      answer.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });

/**
 * Without what differs from answer to answer of the same records: a cursor holds when its walk began, and a source's health
 * is what everybody's operations saw of it lately.
 */
const CHANGING = ["fetchedAt", "downloadLink", "endCursor", "health"];
const told = (text) => {
  const { data, errors } = JSON.parse(text);
  return JSON.stringify({ data, errors }, (key, value) => (CHANGING.includes(key) ? null : value));
};

/**
 * Asks for so long. `expected` are the answers that were whole; returns times, the processor time that the product spent
 * meanwhile on all that it does, and what was not whole.
 */
export const askInTurn = async ({ url, pid, credentials, expected = new Map() }, forMs) => {
  const [times, processor] = [[], []];
  const broken = {};
  const until = performance.now() + forMs;
  for (let at = 0; performance.now() < until; at += 1) {
    const before = processorMs(pid);
    const { name, query, variables } = examples[at % examples.length];
    const began = performance.now();
    let state = "whole";
    try {
      const { status, text } = await exchange(
        `${url}/graphql`,
        { method: "POST", headers: { ...credentials, "content-type": "application/json" } },
        JSON.stringify({ query, variables }),
      );
      times.push(performance.now() - began);
      processor.push(processorMs(pid) - before);
      if (status !== 200) state = `${status}`;
      else if (!expected.has(name)) expected.set(name, told(text));
      else if (told(text) !== expected.get(name)) state = /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? "another answer";
    } catch (error) {
      state = `no answer: ${error.code}`;
    }
    if (state !== "whole") broken[`${name}: ${state}`] = (broken[`${name}: ${state}`] ?? 0) + 1;
  }
  return { times, processor, broken, expected };
};

/** Looks at /livez ten times a second; the longest that it waited, when it is told to end. */
export const watchLife = (url) => {
  let [isOver, longest] = [false, 0];
  const watch = (async () => {
    while (!isOver) {
      const began = performance.now();
      await exchange(`${url}/livez`, {}).catch(() => (longest = Infinity));
      longest = Math.max(longest, performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  return async () => {
    isOver = true;
    await watch;
    return longest;
  };
};
