import { Field, ID, InterfaceType } from "type-graphql";
import { encodeId, type NodeRef } from "../audit/id.js";
import { Plain } from "./scalars.js";

@InterfaceType({ description: "Anything with a global id, by which it can be fetched again." })
export abstract class Node {
  /** What the id names. */
  abstract get ref(): NodeRef;

  @Field(() => ID, {
    description:
      "Opaque and global; the same in every replica and after a restart, as long as the source keeps its name.",
  })
  @Plain
  get id(): string {
    return encodeId(this.ref);
  }
}
