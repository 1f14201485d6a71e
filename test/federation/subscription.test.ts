import { type EventStream, subscribeAt } from "../http/support/events.js";
import { type GuardedProduct, startGuarded } from "./support/guarded-product.js";
import { hasGateway, startSupergraph, type Supergraph } from "./support/supergraph.js";

const INSTANCE = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";
const ARGUMENTS = 'window: { from: "2026-11-01T00:00:00Z" }, filter: { sources: ["mysql-eu"] }';
const LIST = `{ auditRecords(${ARGUMENTS}) { newsCursor } }`;
// Beside the record's own fields, some that a neighbour adds.
const APPEARED = `subscription ($newSince: String) { auditRecordAppeared(${ARGUMENTS}, newSince: $newSince) {
  newsCursor nodes { __typename ... on AuditLogFile { name instance { instanceId team { name } } } }
} }`;

interface Told {
  readonly data?: {
    readonly auditRecordAppeared: { readonly newsCursor: string; readonly nodes: readonly unknown[] } | null;
  } | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

(hasGateway ? describe : describe.skip)("a subscription through a gateway", () => {
  let product: GuardedProduct;
  let supergraph: Supergraph;
  const streams: EventStream[] = [];

  beforeAll(async () => {
    product = await startGuarded({ live: { intervalMs: 1_000 } });
    supergraph = await startSupergraph(product.baseUrl);
  }, 120_000);
  afterAll(async () => {
    for (const stream of streams) stream.leave();
    await supergraph.stop();
    await product.stop();
  });

  const append = (name: string): void => {
    const end = product.clock() - 60_000;
    product.sandbox.control
      .database("mysql-eu")
      .instance(INSTANCE)
      .append({ name, begin: end - 3_600_000, end });
  };
  const subscribe = async (token: string | undefined, newSince: string | null): Promise<EventStream> => {
    const headers: Record<string, string> = token === undefined ? {} : { "x-auth-token": token };
    const stream = await subscribeAt(`${supergraph.baseUrl}/graphql`, APPEARED, { variables: { newSince }, headers });
    streams.push(stream);
    return stream;
  };
  const tellsNext = async (stream: EventStream): Promise<Told> => (await stream.next())?.data as Told;

  test("tells where one stands, then each record as it appears, with what the neighbour adds", async () => {
    const list = await product.asAdmin(LIST);
    const { newsCursor } = (list.body.data as unknown as { auditRecords: { newsCursor: string } }).auditRecords;
    append("before");
    const stream = await subscribe(product.tokens.admin, newsCursor);
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    const record = (name: string) => ({
      __typename: "AuditLogFile",
      name,
      instance: { instanceId: INSTANCE, team: { name: "orders" } },
    });
    const event = await stream.next();
    // The gateway's events have no ids.
    expect(event?.id).toBeUndefined();
    const first = event?.data as Told;
    expect(first.errors).toBeUndefined();
    expect(first.data?.auditRecordAppeared?.nodes).toEqual([record("before")]);
    append("later");
    const second = await tellsNext(stream);
    expect(second.data?.auditRecordAppeared?.nodes).toEqual([record("later")]);
    // Whoever comes back goes on by the payload's token: the gateway's own ids are none.
    append("meanwhile");
    const again = await subscribe(product.tokens.admin, second.data?.auditRecordAppeared?.newsCursor ?? "");
    expect((await tellsNext(again)).data?.auditRecordAppeared?.nodes).toEqual([record("meanwhile")]);
  });

  test("is refused to a caller without a token, as at the subgraph", async () => {
    const { data, errors } = await tellsNext(await subscribe(undefined, null));
    expect(data?.auditRecordAppeared ?? null).toBeNull();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(["UNAUTHENTICATED"]);
  });
});
