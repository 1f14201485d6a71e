import type { BrowserContextOptions, Page } from "playwright-core";
import { atTheProduct } from "./support/at-the-product.js";
import { barriersOf, LOOKS, PHONE } from "./support/visitor.js";

const { product, visitor } = atTheProduct();

const editor = (page: Page, label: string) => page.locator(`[aria-label="${label}"]`);
/** Monaco writes a span for each word of a line. */
const answered = (page: Page, text: string): Promise<void> =>
  page.locator(".graphiql-response .view-line", { hasText: text }).first().waitFor();
const run = (page: Page): Promise<void> => page.getByRole("button", { name: /^Execute query/ }).click();
/** Opens it and waits until the schema is read: without it there is nothing to run, to complete or to explain. */
const open = async (options?: BrowserContextOptions): Promise<Page> => {
  const page = await visitor().open("/graphiql", options);
  // The network is idle as well while the editors are only being started, before the schema is asked for.
  await page.locator(".graphiql-query-editor .view-line").first().waitFor();
  await page.locator(`[aria-label^="Re-fetch GraphQL schema"]:not([disabled])`).waitFor();
  return page;
};

describe("GraphiQL", () => {
  test("opens with the first example, and runs it", async () => {
    const page = await open();
    await run(page);
    await answered(page, `"name": "compute-eu"`);
  });

  test("says that the sandbox's data are made up", async () => {
    const page = await open();
    await page.getByRole("note").getByText("all data are made up").waitFor();
  });

  test("an example of the menu opens in a tab, with variables of the configured sources and the last month", async () => {
    const page = await open();
    const menu = page.getByRole("region", { name: "Examples" });
    await menu.getByRole("button", { name: /^Latest period/ }).click();
    await page.locator(".graphiql-query-editor .view-line", { hasText: "query LatestPeriod" }).waitFor();
    await editor(page, "Variables").locator(".view-line", { hasText: "compute-" }).waitFor();
    await run(page);
    await answered(page, `"statusText":`);
    await menu.getByRole("button", { name: /^Large files everywhere/ }).click();
    await page.locator(".graphiql-query-editor .view-line", { hasText: "query LargeFilesEverywhere" }).waitFor();
    await run(page);
    await answered(page, `"edges": [`);
  });

  test("an example keeps what its filter looks for, and forgets the documentation's sources", async () => {
    const page = await open();
    const menu = page.getByRole("region", { name: "Examples" });
    await menu.getByRole("button", { name: /^What is wrong with a balancer/ }).waitFor();
    const sentBy = async (name: RegExp, operation: string, first: string): Promise<Record<string, unknown>> => {
      await menu.getByRole("button", { name }).click();
      await page.locator(".graphiql-query-editor .view-line", { hasText: `query ${operation}` }).waitFor();
      // The editor has elements for the lines in sight alone.
      await editor(page, "Variables").locator(".view-line", { hasText: first }).waitFor();
      const sent = page.waitForRequest((request) => request.postData()?.includes(`query ${operation}`) === true);
      await run(page);
      return (JSON.parse((await sent).postData() ?? "") as { variables: Record<string, unknown> }).variables;
    };
    expect((await sentBy(/^Time line/, "TimeLine", "window")).filter).toEqual({});
    expect((await sentBy(/^Who dropped what/, "WhoDroppedWhat", "instances")).filter).toEqual({
      actions: ["drop_table", "drop"],
    });
  });

  test("tells status, time and size of the answer", async () => {
    const page = await open();
    await run(page);
    await page
      .getByRole("status", { name: "Last answer" })
      .getByText(/^200 · \d+ ms · [\d.]+ k?B$/)
      .waitFor();
  });

  test("a link shares the operation and its variables, and never a header", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Headers", exact: true }).click();
    await editor(page, "Headers").locator(".graphiql-editor:not(.hidden) .view-lines").click();
    await page.keyboard.insertText(`{ "x-auth-token": "not-a-secret" }`);
    await page.getByRole("button", { name: "Copy a link to this operation" }).click();
    await page.waitForURL(/query=/);
    const { searchParams } = new URL(page.url());
    expect(searchParams.get("query")).toContain("query Sources");
    expect(page.url()).not.toContain("not-a-secret");
    const other = await visitor().open(
      `/graphiql?query=${encodeURIComponent("query Shared { auditSources { name kind } }")}`,
    );
    await other.locator(".graphiql-query-editor .view-line", { hasText: "query Shared" }).waitFor();
    await run(other);
    await answered(other, `"kind": "NOVA"`);
  });

  test("shows the API, and not what a federation's router asks for", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.locator(".graphiql-doc-explorer").getByRole("link", { name: "Query" }).click();
    await page.locator(".graphiql-doc-explorer").getByText("auditRecords").first().waitFor();
    expect(await page.locator(".graphiql-doc-explorer").innerText()).not.toMatch(/_service|_entities/);
  });

  test("completes a field of the schema", async () => {
    const page = await open();
    await page.getByRole("button", { name: "New tab" }).click();
    await editor(page, "Operation Editor").locator(".view-lines").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("{ auditSo");
    const suggested = (text: string) => page.locator(".suggest-widget .monaco-list-row", { hasText: text }).first();
    await suggested("auditSources").waitFor();
    await page.keyboard.press("Enter");
    await editor(page, "Operation Editor").locator(".view-line", { hasText: "auditSources" }).waitFor();
    await page.keyboard.type(" { kind");
    // It reaches as far as the button, and closes where it is told to.
    await suggested("AuditSourceKind").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".suggest-widget.visible").waitFor({ state: "detached" });
    await run(page);
    await answered(page, `"kind": "NOVA"`);
  });

  test("runs what was typed a moment ago, not under the name of the operation before", async () => {
    const page = await open();
    await page.getByRole("button", { name: "New tab" }).click();
    await editor(page, "Operation Editor").locator(".view-lines").click();
    await page.keyboard.insertText("{ auditSources { kind } }");
    await page.keyboard.press("Control+Enter");
    await answered(page, `"kind": "NOVA"`);
  });

  test("the explorer builds an operation out of the schema", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Show GraphiQL Explorer" }).click();
    await page.locator(".docExplorerWrap").getByText("auditRecords", { exact: true }).waitFor();
  });

  test("the documentation tells what the schema's descriptions say", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.locator(".graphiql-doc-explorer").getByRole("link", { name: "Query" }).click();
    await page.getByText("Every field answers from the upstreams, at the time of asking.").waitFor();
  });

  test("headers of the headers editor are sent, and not kept", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Headers", exact: true }).click();
    await editor(page, "Headers").locator(".graphiql-editor:not(.hidden) .view-lines").click();
    await page.keyboard.insertText(`{ "x-auth-token": "not-a-secret" }`);
    const sent = page.waitForRequest((request) => request.headers()["x-auth-token"] === "not-a-secret");
    await run(page);
    await sent;
    await page.reload();
    expect(await page.evaluate("JSON.stringify(localStorage)")).not.toContain("not-a-secret");
  });

  test.each(["light", "dark"] as const)("follows the system's %s theme", async (colorScheme) => {
    const page = await open({ colorScheme });
    await page.locator(".graphiql-container").waitFor();
    const ground = await page.evaluate<string>(
      `getComputedStyle(document.querySelector(".graphiql-container")).backgroundColor`,
    );
    const lightness = /hsl|rgb/.test(ground) ? Number(/(\d+)/.exec(ground)?.[1]) : Number.NaN;
    expect(lightness > 128).toBe(colorScheme === "light");
  });

  /** Monaco's colours of words, which this page does not choose, and GraphiQL's buttons inside its tabs. */
  const GRAPHIQLS_OWN = [".monaco-editor", ".graphiql-tabs"];

  test.each(LOOKS)("keeps nobody out: %s, %j", async (colorScheme, viewport) => {
    const page = await open({ colorScheme, ...(viewport ? { viewport } : {}) });
    await run(page);
    await answered(page, `"data": {`);
    expect(await barriersOf(page, GRAPHIQLS_OWN)).toEqual([]);
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.locator(".graphiql-doc-explorer").getByRole("link", { name: "Query" }).click();
    await page.locator(".graphiql-doc-explorer").getByText("auditRecords").first().waitFor();
    expect(await barriersOf(page, GRAPHIQLS_OWN)).toEqual([]);
  });

  test.each([390, 768, 1024, 1440, 1920])("fits %d px without scrolling sideways", async (width) => {
    const page = await open({ viewport: { width, height: 900 } });
    expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")).toBe(0);
  });

  test("is used by keyboard: Tab leads to the operation, and a key runs it", async () => {
    const page = await open();
    const isThere = () => page.evaluate<boolean>(`!!document.activeElement.closest(".graphiql-query-editor")`);
    for (let stops = 0; stops < 100 && !(await isThere()); stops += 1) await page.keyboard.press("Tab");
    expect(await isThere()).toBe(true);
    await page.keyboard.press("Control+Enter");
    await answered(page, `"data": {`);
  });

  test("is usable on a phone", async () => {
    const page = await open({ viewport: PHONE });
    await run(page);
    // Long lines are wrapped there.
    await answered(page, `"data": {`);
  });

  test("its files are compressed, and kept for a year; the page itself, under the banner, is not kept", async () => {
    const html = await fetch(`${product().baseUrl}/graphiql`);
    expect(html.headers.get("cache-control")).toBe("no-store");
    expect(html.headers.get("content-security-policy")).toContain("default-src 'none'");
    const [, script = ""] = /src="([^"]+\.js)"/.exec(await html.text()) ?? [];
    const asset = await fetch(product().baseUrl + script);
    expect(asset.status).toBe(200);
    expect(asset.headers.get("content-encoding")).toBe("gzip");
    expect(asset.headers.get("content-type")).toBe("application/javascript; charset=utf-8");
    expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    await asset.body?.cancel();
  });
});
