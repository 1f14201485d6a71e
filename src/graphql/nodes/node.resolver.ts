import { Arg, Ctx, Directive, ID, Query, Resolver } from "type-graphql";
import { invalidArgument } from "../../audit/audit-error.js";
import { decodeId } from "../../audit/global-id.js";
import { Priced } from "../cost/price.js";
import type { OperationContext } from "../context/operation-context.js";
import { Node } from "../record/node.js";
import { nodePrice, NODES_AT_ONCE, nodesPrice } from "./entities-price.js";
import { findNode } from "./find-node.js";

/** Ids of one list that are looked up at a time: each takes some kilobytes while it waits for its source. */
const AT_ONCE = 50;

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: "Refetch any node by its global id. Unknown id: null. Malformed id: INVALID_ID.",
  })
  @Directive("@shareable")
  @Directive("@inaccessible")
  @Priced(nodePrice)
  async node(
    @Arg("id", () => ID, { description: "A node's id, as this API gave it out." }) id: string,
    @Ctx() context: OperationContext,
  ): Promise<Node | null> {
    return findNode(decodeId(id), context);
  }

  @Query(() => [Node], {
    nullable: "items",
    description:
      "Refetch many nodes, in the order of their ids: each place holds its node, null for an unknown id, or null " +
      "with an error of its own. At most 200 ids.",
  })
  @Directive("@shareable")
  @Directive("@inaccessible")
  @Priced(nodesPrice)
  nodes(
    @Arg("ids", () => [ID], { description: "Nodes' ids, as this API gave them out." }) ids: string[],
    @Ctx() context: OperationContext,
  ): Promise<Node | null>[] {
    if (ids.length > NODES_AT_ONCE) throw invalidArgument("ids", `ask for at most ${NODES_AT_ONCE} nodes at once.`);
    const found: Promise<Node | null>[] = [];
    for (const [i, id] of ids.entries()) found.push(this.#after(found[i - AT_ONCE], id, i, context));
    return found;
  }

  async #after(
    before: Promise<Node | null> | undefined,
    id: string,
    i: number,
    context: OperationContext,
  ): Promise<Node | null> {
    await before?.catch(() => null);
    await context.session.turn?.();
    return findNode(decodeId(id, `ids[${i}]`), context);
  }
}
