import { ID, InterfaceType } from "type-graphql";
import { encodeId, type NodeRef } from "../../audit/global-id.js";
import { GetterField } from "./getter-field.js";

@InterfaceType({ description: "Anything with a global id, by which it can be fetched again." })
export abstract class Node {
  /** What the id names. */
  abstract get ref(): NodeRef;

  @GetterField(() => ID, {
    description:
      "Opaque and global; the same in every replica and after a restart, as long as the source keeps its name.",
  })
  get id(): string {
    return encodeId(this.ref);
  }
}
