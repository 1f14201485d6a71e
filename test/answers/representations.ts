import { pick } from "../fuzz/hostile.js";
import type { Random } from "../properties/random.js";
import type { Tally } from "./classes.js";
import type { World } from "./world.js";

/** Entities without a global id, and one that has another key beside it. */
const stubs: readonly object[] = [
  { __typename: "AuditSource", name: "compute" },
  { __typename: "AuditSource", name: "nowhere" },
  { __typename: "ComputeHost", sourceName: "compute", name: "cmp-02" },
  { __typename: "ComputeHost", sourceName: "compute-down", name: "cmp-02" },
  { __typename: "DatabaseInstance", sourceName: "mysql", instanceId: "one" },
  { __typename: "DatabaseInstance", sourceName: "broken", instanceId: "one" },
  { __typename: "DatabaseInstance", sourceName: "odd", instanceId: "odd" },
  { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "2" },
  { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "99" },
];

const wrong: readonly unknown[] = [
  { __typename: "LoadBalancer", sourceName: "lb", loadBalancerId: "no number" },
  { __typename: "DatabaseInstance", sourceName: "mysql", instanceId: "no id" },
  { __typename: "ComputeHost", name: "cmp-02" },
  { __typename: "AuditLogFile", id: "nonsense" },
  { __typename: "Nothing", id: "1" },
  { __typename: "constructor" },
  { __typename: 7 },
  { id: "1" },
  "text",
  7,
  [["list"]],
];

/** What a router sends to name an entity of any type; some of it is wrong. */
export const representation = (world: World, random: Random, tally: Tally): unknown => {
  const way = random.next();
  if (way < 0.45) return pick(stubs, random);
  const types = [...world.ids.keys()];
  const type = pick(types, random);
  if (way < 0.8) return { __typename: type, id: pick(world.ids.get(type) ?? [], random) };
  tally.met("wrong representation");
  if (way < 0.9) return { __typename: pick(types, random), id: pick(world.ids.get(type) ?? [], random) };
  return pick(wrong, random);
};
