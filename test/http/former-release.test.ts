import type { Product } from "../../src/product.js";
import { startSandboxProduct } from "../examples/sandbox-product.js";
import { post } from "../support/post.js";

/** Handed out by the code of 0.1.0 over its sandbox: a first edge's cursor and id, and the id of the edge after it. */
const handedOut = [
  {
    list: "auditRecords",
    args: 'window: { from: "2019-11-02T00:00:00Z", to: "2019-12-02T00:00:00Z" }, filter: { sources: ["compute-docs", "mysql-docs"] }',
    cursor:
      "en5FolsxLCJ4dzNlTFZvQjIxVmYiLDE1NzUyNDQ4MDAwMDAsImdRXy1sODJvIiwxLDE1NzUxNTg0MDAwMDAsImNvbXB1dGUtZG9jcyIsIiIsIjE1NzI1NjY0MDAwMDAiXQ",
    id: "9A3qHlsxLCJVc2FnZUF1ZGl0UGVyaW9kIiwiY29tcHV0ZS1kb2NzIiwxNTcyNTY2NDAwMDAwLDE1NzUxNTg0MDAwMDBd",
    next: "9s_vklsxLCJBdWRpdExvZ0ZpbGUiLCJteXNxbC1kb2NzIiwiM2QzOWMxODc4OGI1NGE5MTliYWI2MzM4NzRjMTU5ZGZpbjAxIiwxNTczMDg4Njc1MDAwLCJmYTE2M2VhMGUyYmV0MTFlOWQ4MzIxMzZhNjY4MDk0YzVicjAxIl0",
  },
  {
    list: "auditLogFiles",
    args: 'window: { from: "2019-11-02T00:00:00Z", to: "2019-12-02T00:00:00Z" }, instances: [{ source: "mysql-docs", instanceId: "3d39c18788b54a919bab633874c159dfin01" }]',
    cursor:
      "IqV6TlsxLCI1dDdaN0VvRVJYMUwiLDE1NzUyNDQ4MDAwMDAsImdRXy1sODJvIiw1LDE1NzMwODg2NzUwMDAsIm15c3FsLWRvY3MiLCIzZDM5YzE4Nzg4YjU0YTkxOWJhYjYzMzg3NGMxNTlkZmluMDEiLCJmYTE2M2VhMGUyYmV0MTFlOWQ4MzIxMzZhNjY4MDk0YzVicjAxIl0",
    id: "9s_vklsxLCJBdWRpdExvZ0ZpbGUiLCJteXNxbC1kb2NzIiwiM2QzOWMxODc4OGI1NGE5MTliYWI2MzM4NzRjMTU5ZGZpbjAxIiwxNTczMDg4Njc1MDAwLCJmYTE2M2VhMGUyYmV0MTFlOWQ4MzIxMzZhNjY4MDk0YzVicjAxIl0",
    next: "ilzohVsxLCJBdWRpdExvZ0ZpbGUiLCJteXNxbC1kb2NzIiwiM2QzOWMxODc4OGI1NGE5MTliYWI2MzM4NzRjMTU5ZGZpbjAxIiwxNTczMDAyMjE0MDAwLCJmYTE2M2VhMGUyYmV0MTFlOWQ4MzIxNjZhMmNmODk0YzVicjAxIl0",
  },
  {
    list: "usageAuditPeriods",
    args: 'sources: ["compute-docs"], window: { from: "2019-01-01T00:00:00Z", to: "2020-01-01T00:00:00Z" }',
    cursor:
      "HMszqlsxLCJ4ZmhCRFhYSUZuT2YiLDE1Nzc4MzY4MDAwMDAsImdRXy1sODJvIiw3LDE1NzUxNTg0MDAwMDAsImNvbXB1dGUtZG9jcyIsIiIsIjE1NzI1NjY0MDAwMDAiXQ",
    id: "9A3qHlsxLCJVc2FnZUF1ZGl0UGVyaW9kIiwiY29tcHV0ZS1kb2NzIiwxNTcyNTY2NDAwMDAwLDE1NzUxNTg0MDAwMDBd",
    next: "CDd8wlsxLCJVc2FnZUF1ZGl0UGVyaW9kIiwiY29tcHV0ZS1kb2NzIiwxNTY5ODg4MDAwMDAwLDE1NzI1NjY0MDAwMDBd",
  },
  {
    list: "databaseInstances",
    args: 'sources: ["mysql-docs"]',
    cursor:
      "C7oIWFsxLCJNRUhNXzBhVURpYlUiLDEsImdRXy1sODJvIiw5LDAsIm15c3FsLWRvY3MiLCIiLCIzZDM5YzE4Nzg4YjU0YTkxOWJhYjYzMzg3NGMxNTlkZmluMDEiXQ",
    id: "LitD0FsxLCJEYXRhYmFzZUluc3RhbmNlIiwibXlzcWwtZG9jcyIsIjNkMzljMTg3ODhiNTRhOTE5YmFiNjMzODc0YzE1OWRmaW4wMSJd",
    next: "KqY_YlsxLCJEYXRhYmFzZUluc3RhbmNlIiwibXlzcWwtZG9jcyIsIjNkMzljMTg3ODhiNTRhOTE5YmFiNjMzODc0YzE1OWRmaW4wNyJd",
  },
] as const;

interface Answer {
  readonly data?: Readonly<Record<string, { readonly edges: readonly { readonly node: { readonly id: string } }[] }>>;
  readonly errors?: readonly object[];
}

describe("what the release before handed out", () => {
  let product: Product;
  beforeAll(async () => {
    product = await startSandboxProduct();
  });
  afterAll(() => product.stop());

  const ask = async (query: string): Promise<Answer> => {
    const response = await post(product.baseUrl, { query });
    return (await response.json()) as Answer;
  };

  test.each(handedOut)("a cursor of $list goes on where it stood", async ({ list, args, cursor, next }) => {
    const answer = await ask(`{ ${list}(${args}, first: 1, after: "${cursor}") { edges { node { id } } } }`);
    expect(answer).toMatchObject({ data: { [list]: { edges: [{ node: { id: next } }] } } });
  });

  test("an id finds its record", async () => {
    const ids = handedOut.flatMap(({ id, next }) => [id, next]);
    const { data } = await ask(`{ nodes(ids: ${JSON.stringify(ids)}) { id } }`);
    expect(data).toEqual({ nodes: ids.map((id) => ({ id })) });
  });
});
