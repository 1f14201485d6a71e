import { Directive, Field, ObjectType } from "type-graphql";
import type { Edge, Page } from "../../audit/page.js";
import { GetterField } from "../record/getter-field.js";

@ObjectType({
  simpleResolvers: true,
  description: "Where a page stands in its list. Both flags are true to fact, in both directions.",
})
@Directive("@shareable")
export class PageInfo {
  @Field(() => Boolean, { description: "Is there at least one record after this page?" })
  readonly hasNextPage: boolean;

  @Field(() => Boolean, { description: "Is there at least one record before this page?" })
  readonly hasPreviousPage: boolean;

  readonly #edges: readonly Pick<Edge<unknown>, "cursor">[];

  constructor({
    hasNextPage,
    hasPreviousPage,
    edges,
  }: Pick<Page<unknown>, "hasNextPage" | "hasPreviousPage" | "edges">) {
    this.hasNextPage = hasNextPage;
    this.hasPreviousPage = hasPreviousPage;
    this.#edges = edges;
  }

  @GetterField(() => String, {
    nullable: true,
    description: "Cursor of the page's first record; null on an empty page.",
  })
  get startCursor(): string | null {
    return this.#edges[0]?.cursor ?? null;
  }

  @GetterField(() => String, {
    nullable: true,
    description: "Cursor of the page's last record; null on an empty page.",
  })
  get endCursor(): string | null {
    return this.#edges.at(-1)?.cursor ?? null;
  }
}
