import { Field, Int, ObjectType } from "type-graphql";
import type { Edge as Place } from "../../audit/page.js";
import type { AuditRecord } from "../../audit/record.js";
import { Priced, type PriceOf } from "../cost/price.js";
import type { OperationContext } from "../context/operation-context.js";
import { SourceCoverage } from "../source/source-coverage.js";
import { PageInfo } from "./page-info.js";
import type { ListAnswer } from "./read-list.js";
import { GetterField } from "../record/getter-field.js";

export interface ConnectionOptions<R extends AuditRecord, Node extends object> {
  /** The node's name in the schema; the edge and connection take theirs from it. */
  readonly name: string;
  /** A thunk of the node's class. */
  readonly node: () => abstract new (...args: never) => Node;
  readonly toNode: (record: R) => Node;
  /** What the list holds, in words: "usage audit periods". */
  readonly items: string;
  /** Without it the connection has none. */
  readonly totalCount?: { readonly description: string; readonly price: PriceOf };
}

/** The edge and connection of one kind of node, alike for every subject. Extend the result to give it its name. */
export const connectionOf = <R extends AuditRecord, Node extends object>(options: ConnectionOptions<R, Node>) => {
  const { name, node, toNode, items } = options;

  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One place in a list of ${items}.` })
  class Edge {
    @GetterField(() => String, { description: "Opaque; good in every replica and after a restart, for the same list." })
    get cursor(): string {
      return this.place.cursor;
    }

    @Field(node, { description: "The record that stands here." })
    readonly node: Node;

    constructor(private readonly place: Place<R>) {
      this.node = toNode(place.record);
    }
  }

  @ObjectType(`${name}ConnectionBase`, { simpleResolvers: true })
  class Connection {
    @Field(() => [Edge], { description: `The ${items} of this page, each with its cursor.` })
    readonly edges: readonly Edge[];

    @Field(() => [node()], { description: `The ${items} of this page.` })
    readonly nodes: readonly Node[];

    @Field(() => PageInfo, { description: "Where this page stands in the list." })
    readonly pageInfo: PageInfo;

    @Field(() => [SourceCoverage], {
      description:
        "How much of each source is in this page. Read it before trusting a short page: failures stand here.",
    })
    readonly coverage: readonly SourceCoverage[];

    readonly #total: () => Promise<number | null>;

    constructor(context: OperationContext, { page, coverage, total }: ListAnswer<R>) {
      this.edges = page.edges.map((place) => new Edge(place));
      this.nodes = this.edges.map((edge) => edge.node);
      this.pageInfo = new PageInfo(page);
      this.coverage = coverage.map((part) => SourceCoverage.of(context, part));
      this.#total = total;
    }

    get totalCount(): Promise<number | null> {
      return this.#total();
    }
  }
  if (options.totalCount !== undefined) {
    const { description, price } = options.totalCount;
    // Not simple: a field that asks for anything has a resolver, and so a price.
    Field(() => Int, { nullable: true, simple: false, description })(Connection.prototype, "totalCount");
    Priced(price)(Connection.prototype, "totalCount");
  }
  return Connection;
};
