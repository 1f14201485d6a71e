import { Directive, Field, ObjectType } from "type-graphql";

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

  @Field(() => String, { nullable: true, description: "Cursor of the page's first record; null on an empty page." })
  readonly startCursor: string | null;

  @Field(() => String, { nullable: true, description: "Cursor of the page's last record; null on an empty page." })
  readonly endCursor: string | null;

  constructor(facts: Pick<PageInfo, "hasNextPage" | "hasPreviousPage">, cursors: readonly string[]) {
    this.hasNextPage = facts.hasNextPage;
    this.hasPreviousPage = facts.hasPreviousPage;
    this.startCursor = cursors[0] ?? null;
    this.endCursor = cursors.at(-1) ?? null;
  }
}
