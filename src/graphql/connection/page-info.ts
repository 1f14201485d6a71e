import { Directive, Field, ObjectType } from "type-graphql";
import type { Page } from "../../audit/page.js";
import { GetterField } from "../record/getter-field.js";

/** Cursors are made when they are read. */
type Ends = Pick<Page<unknown>, "hasNextPage" | "hasPreviousPage" | "startCursor" | "endCursor">;

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

  readonly #ends: Ends;

  constructor(ends: Ends) {
    this.hasNextPage = ends.hasNextPage;
    this.hasPreviousPage = ends.hasPreviousPage;
    this.#ends = ends;
  }

  @GetterField(() => String, {
    nullable: true,
    description: "Cursor of the page's first record; null on an empty page.",
  })
  get startCursor(): string | null {
    return this.#ends.startCursor;
  }

  @GetterField(() => String, {
    nullable: true,
    description: "Cursor of the page's last record; null on an empty page.",
  })
  get endCursor(): string | null {
    return this.#ends.endCursor;
  }
}
