import { readFileSync } from "node:fs";
import { type EventStream, subscribe } from "../http/support/events.js";
import type { Product } from "../../src/product.js";
import { startSandboxProduct } from "./sandbox-product.js";
import { post } from "../support/post.js";

const textOf = (name: string): string => readFileSync(`examples/live/${name}.graphql`, "utf8");
const variables = { window: { from: "2026-01-01T00:00:00Z" } };

describe("the examples of what is new", () => {
  let product: Product;
  let stream: EventStream | undefined;
  beforeAll(async () => {
    product = await startSandboxProduct();
  });
  afterAll(async () => {
    stream?.leave();
    await product.stop();
  });

  test("a list's token is good in the stream, and the stream's in the list", async () => {
    const ask = async (newSince?: string) => {
      const response = await post(product.baseUrl, {
        query: textOf("what-is-new"),
        variables: { ...variables, newSince },
      });
      const { data } = (await response.json()) as {
        data: { auditRecords: { newsCursor: string; nodes: readonly unknown[] } };
      };
      return data.auditRecords;
    };
    const first = await ask();
    expect(first.nodes).toHaveLength(50);
    stream = await subscribe(product.baseUrl, textOf("record-appeared"), {
      variables: { ...variables, newSince: first.newsCursor },
    });
    const event = await stream.next();
    expect(event?.data).toMatchObject({ data: { auditRecordAppeared: { newsCursor: event?.id } }, extensions: {} });
    expect((await ask(event?.id)).newsCursor.length).toBeGreaterThan(0);
  });
});
