import { TestServer } from "../support/server.js";

/** From sources, where no page is built: as after an install without scripts. */
const at = async (options: { introspection?: boolean; console?: boolean; isSandbox?: boolean }): Promise<TestServer> =>
  TestServer.start({ sources: [], ...options });

describe("pages for a browser", () => {
  let open: TestServer;
  let closed: TestServer;
  beforeAll(async () => {
    open = await at({ isSandbox: true });
    closed = await at({ introspection: false });
  });
  afterAll(() => Promise.all([open.stop(), closed.stop()]));

  test.each(["/graphiql", "/graphiql/", "/console"])("%s says how to build it where it is not built", async (path) => {
    const answer = await fetch(open.baseUrl + path);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("npm run build");
  });

  test.each(["/graphiql", "/graphiql/", "/graphiql/assets/index.js", "/console", "/schema.graphql"])(
    "without introspection there is nothing at %s",
    async (path) => {
      const answer = await fetch(closed.baseUrl + path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: "NOT_FOUND" } }] });
    },
  );

  test.each(["/graphiql/../../package.json", "/graphiql/%2e%2e/%2e%2e/package.json", "/graphiql/..%2f..%2fmain.js"])(
    "nothing beside the pages is served: %s",
    async (path) => {
      expect((await fetch(open.baseUrl + path)).status).toBeGreaterThanOrEqual(400);
    },
  );

  test("the page at / leads only to what is there, and may load nothing", async () => {
    const linksOf = async ({ baseUrl }: TestServer): Promise<string[]> => {
      const answer = await fetch(baseUrl);
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
      return [...(await answer.text()).matchAll(/<a href="([^"]+)"/g)].map(([, path = ""]) => path);
    };
    expect(await linksOf(open)).toEqual(["/graphiql", "/console", "/schema.graphql", "/readyz", "/livez"]);
    expect(await linksOf(closed)).toEqual(["/readyz", "/livez"]);
  });

  test.each([
    [{ introspection: false, console: true }, 503],
    [{ introspection: true, console: false }, 404],
    [{ introspection: true }, 503],
  ])("the console is there as the configuration says, not only in the sandbox: %j", async (options, status) => {
    const server = await at(options);
    expect((await fetch(`${server.baseUrl}/console`)).status).toBe(status);
    expect((await (await fetch(server.baseUrl)).text()).includes('href="/console"')).toBe(status !== 404);
    await server.stop();
  });
});
