import { existsSync } from "node:fs";
import { inOpenApi } from "./hive/questions.mjs";

/**
 * What is measured, and what each is called. The bare proxy is what the others are held against. What is optional is a
 * package of its own, in the folder of its name, and only measured when it is named. What has a schema of its own says
 * which queries it can answer, and puts them into its own terms.
 */
export const programs = {
  bare: { title: "bare proxy (node:http, undici)", file: "../programs/bare-proxy.mjs" },
  auditgraph: {
    title: "auditgraph as shipped",
    file: "../programs/auditgraph.mjs",
    node: [
      "--disallow-code-generation-from-strings",
      "--min-semi-space-size=24",
      "--max-semi-space-size=24",
      "--heap-growing-percent=40",
    ],
  },
  mercurius: { title: "mercurius, jit", file: "../programs/mercurius.mjs" },
  yoga: { title: "GraphQL Yoga", file: "../programs/yoga.mjs" },
  stock: { title: "Apollo Server + type-graphql, defaults", file: "../programs/stock.mjs" },
  hive: {
    title: "Hive Gateway, OpenAPI, defaults",
    file: "../hive/gateway.mjs",
    optional: true,
    answers: ["page", "again"],
    translate: inOpenApi,
  },
};

export const canAnswer = (name, query) => programs[name].answers?.includes(query.name) ?? true;

/** The query in the program's own terms. */
export const asAsked = (name, query) => programs[name].translate?.(query) ?? query;

/** The names of those to measure: the ones wanted, or all that are not optional. */
export const chosen = (wanted) => {
  const names = wanted?.split(",") ?? Object.keys(programs).filter((name) => !programs[name].optional);
  for (const name of names) {
    const { optional } = programs[name];
    if (!optional || existsSync(new URL(`${name}/node_modules`, import.meta.url))) continue;
    process.stderr.write(`${name} is not installed. Install it first: npm ci --prefix bench/${name}\n`);
    process.exit(1);
  }
  return names;
};
