/** What is measured, and what each is called. The bare proxy is what the others are held against. */
export const programs = {
  bare: { title: "bare proxy (node:http, undici)", file: "../programs/bare-proxy.mjs" },
  auditgraph: { title: "auditgraph as shipped", file: "../programs/auditgraph.mjs" },
  mercurius: { title: "mercurius, jit", file: "../programs/mercurius.mjs" },
  yoga: { title: "GraphQL Yoga", file: "../programs/yoga.mjs" },
  stock: { title: "Apollo Server + type-graphql, defaults", file: "../programs/stock.mjs" },
};
