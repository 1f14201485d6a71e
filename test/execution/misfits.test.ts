import { parse } from "graphql";
import { buildAuditSchema } from "../../src/graphql/schema.js";
import { planCost } from "../../src/server/cost.js";

const schema = buildAuditSchema().executable;
const document = parse("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }");

test("a plan gives up at the first values that do not fit: a body holds some hundred thousand of them", () => {
  let looked = 0;
  const ids = {
    *[Symbol.iterator]() {
      while (looked < 1_000) {
        looked += 1;
        yield {};
      }
    },
  };
  expect(planCost({ schema, document, variableValues: { ids } }, { now: 0, count: () => 1 })).toBeUndefined();
  expect(looked).toBeGreaterThan(0);
  expect(looked).toBeLessThan(5);
});
