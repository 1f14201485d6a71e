import { readdirSync, readFileSync } from "node:fs";
import { startSandboxProduct } from "../examples/sandbox-product.js";
import { post } from "../support/post.js";

/** Calls to sources that each example takes on a product just started. Fewer is good news; more wants a reason. */
const expected: Record<string, number> = {
  "01-sources": 0,
  "02-latest-period": 2,
  "03-a-year-of-periods": 17,
  "04-one-host-through-time": 3,
  "05-database-instances": 2,
  "06-files-of-one-instance": 3,
  "07-large-files-everywhere": 54,
  "08-stuck-load-balancers": 3,
  "09-time-line": 7,
  "10-refetch": 2,
  "11-volume-by-day": 2,
  "12-what-went-wrong": 154,
  "13-what-is-wrong-with-a-balancer": 5,
  "14-who-dropped-what": 7,
  "15-hosts": 5,
  "16-balancers-and-alerts": 4,
};

const variables = JSON.parse(readFileSync("examples/variables.json", "utf8")) as Record<string, object | undefined>;
const examples = readdirSync("examples")
  .filter((file) => file.endsWith(".graphql"))
  .map((file) => file.replace(".graphql", ""));

test.each(examples)("example %s asks its sources no more often than it did", async (name) => {
  const product = await startSandboxProduct();
  try {
    const response = await post(product.baseUrl, {
      query: readFileSync(`examples/${name}.graphql`, "utf8"),
      variables: variables[name],
    });
    const { extensions } = (await response.json()) as { extensions: { cost: { upstreamCalls: { made: number } } } };
    expect(extensions.cost.upstreamCalls.made).toBe(expected[name]);
  } finally {
    await product.stop();
  }
});
