import { Directive, Field, ObjectType } from "type-graphql";
import type { Page } from "../../audit/page.js";
import { GetterField } from "../record/getter-field.js";

/** Cursors are made when they are read. */
type Ends = Pick<Page<unknown>, "hasNextPage" | "hasPreviousPage" | "startCursor" | "endCursor">;

@ObjectType({
  simpleResolvers: true,
  description:
    "Where a page stands in its list. Both flags are true to fact for what could be read, in both directions. Where the operation's calls were spent before it was known whether there is more, the flag is true.",
})
@Directive("@shareable")
export class PageInfo {
  @Field(() => Boolean, {
    description:
      "Is there at least one record after this page? Also true where the page was cut short before that was known.",
  })
  readonly hasNextPage: boolean;

  @Field(() => Boolean, {
    description:
      "Is there at least one record before this page? Also true where the page was cut short before that was known.",
  })
  readonly hasPreviousPage: boolean;

  readonly #ends: Ends;

  constructor(ends: Ends) {
    this.hasNextPage = ends.hasNextPage;
    this.hasPreviousPage = ends.hasPreviousPage;
    this.#ends = ends;
  }

  @GetterField(() => String, {
    nullable: true,
    description:
      "Cursor of the page's first record; of a page asked for with `last` that was cut short, where it stopped, even if it is empty. Null on any other empty page.",
  })
  get startCursor(): string | null {
    return this.#ends.startCursor;
  }

  @GetterField(() => String, {
    nullable: true,
    description:
      "Cursor of the page's last record; of a page asked for without `last` that was cut short, where it stopped, even if it is empty. Null on any other empty page.",
  })
  get endCursor(): string | null {
    return this.#ends.endCursor;
  }
}
