import type { BrowserContextOptions, Page } from "playwright-core";
import { atTheProduct } from "./support/at-the-product.js";
import { askedBy, entries, openConsole, operationOf, panel, read, search, searchIs, tile } from "./support/console.js";
import { barriersOf } from "./support/visitor.js";

const { product, visitor } = atTheProduct();

const open = (query = "", options?: BrowserContextOptions): Promise<Page> => openConsole(visitor(), query, options);

describe("the console", () => {
  test("says that its audits are made up", async () => {
    const page = await open();
    await page.getByRole("note").getByText("all data are made up").waitFor();
  });

  test("30 days of bytes are one request", async () => {
    const page = await open();
    const asked = askedBy(page);
    await page.getByRole("radio", { name: "30 d" }).check();
    await read(page);
    const begin = new Date(Date.now() - 30 * 86_400_000).toLocaleDateString("en-GB", {
      month: "short",
      timeZone: "UTC",
    });
    await page
      .locator("#files")
      .getByText(new RegExp(`by day and source, \\d+ ${begin} `))
      .waitFor();
    expect(asked.filter((name) => name === "FileVolume")).toHaveLength(1);
    await searchIs(page, "?last=30d");
  });

  test("a year comes in parts, and says how far it is", async () => {
    const page = await open();
    let parts = 0;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/graphql", async (route) => {
      // The second part waits, so that how far it is can be seen.
      if (operationOf(route) === "FileVolume" && (parts += 1) === 2) await held;
      await route.continue();
    });
    await page.getByRole("radio", { name: "1 y" }).check();
    await panel(page, "Audit log files")
      .getByText(/part \d of \d/)
      .waitFor();
    release();
    await read(page);
    expect(parts).toBeGreaterThan(1);
    await panel(page, "Audit log files").locator(".about", { hasText: "by week and source" }).waitFor();
  });

  test("numbers come first, and what is not known is never 0", async () => {
    const page = await open();
    expect(await tile(page, "Usage audits that went wrong").innerText()).toMatch(/\d+\s+of \d+ periods?, \d+ errors?/);
    expect(await tile(page, "Audit log files").innerText()).toMatch(/[\d,]+ or more/);
    await product().breakSource("lb", "unavailable");
    await product().breakSource("balancers-eu", "unavailable");
    await page.getByRole("button", { name: "Read again" }).click();
    await tile(page, "Load balancers in error").getByText("Not known").waitFor();
    await tile(page, "Sources in trouble").getByText(/lb/).waitFor();
    await product().repair();
  });

  test("every filter stands in the URL, a link shows the same, and back undoes it", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Severity all" }).click();
    await page.getByRole("checkbox", { name: "error" }).check();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Kind all" }).click();
    await page.getByRole("checkbox", { name: "Compute (Nova)" }).check();
    await page.getByRole("button", { name: /^Source/ }).click();
    await page.getByRole("checkbox", { name: "compute-us" }).check();
    await page.keyboard.press("Escape");
    await page.getByRole("searchbox", { name: "Text in records" }).fill("errors");
    await page.keyboard.press("Enter");
    await searchIs(page, "?kind=NOVA&source=compute-us&severity=ERROR&text=errors");
    const sentences = panel(page, "Time line").locator(".what");
    await sentences.first().waitFor();
    for (const sentence of await sentences.allInnerTexts())
      expect(sentence).toMatch(/^Usage audit of compute-us .*errors/);
    const link = await visitor().open(`/console${search(page)}`);
    await panel(link, "Time line").locator(".what").first().waitFor();
    expect(await panel(link, "Time line").locator(".what").first().innerText()).toBe(
      await sentences.first().innerText(),
    );
    await page.goBack();
    await searchIs(page, "?kind=NOVA&source=compute-us&severity=ERROR");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await searchIs(page, "");
  });

  test("instances are chosen and told by their names", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Instance all" }).click();
    await page.getByRole("searchbox", { name: "Find a instance" }).fill("shop");
    await page.getByRole("checkbox", { name: /^shop/ }).check();
    await searchIs(page, /^\?instance=rds-eu%2F\w+$/);
    await page.keyboard.press("Escape");
    await panel(page, "Time line")
      .locator(".what", { hasNotText: "of shop at rds-eu" })
      .first()
      .waitFor({ state: "detached" });
  });

  test("from and to are asked for in the zone that is shown", async () => {
    const page = await open("", { timezoneId: "Asia/Tokyo" });
    await page.getByRole("radio", { name: "From – to" }).check();
    await page.getByLabel("From", { exact: true }).fill("2026-11-20T00:00");
    await page.getByLabel("To", { exact: true }).fill("2026-11-19T00:00");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("The end must be later than the begin.").waitFor();
    await page.getByLabel("To", { exact: true }).fill("2026-11-21T00:00");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await searchIs(page, "?from=2026-11-20T00%3A00%3A00.000Z&to=2026-11-21T00%3A00%3A00.000Z");
    await page.getByRole("radio", { name: "Local" }).check();
    await searchIs(page, /zone=local/);
    await page.locator(".read-at").getByText("Asia/Tokyo").waitFor();
    expect(await page.getByLabel("From", { exact: true }).inputValue()).toBe("2026-11-20T09:00");
  });

  test("asks what is new as often as it is told to, and says when it did", async () => {
    const page = await visitor().open("/");
    await page.clock.install();
    await page.goto(`${product().baseUrl}/console?refresh=30`);
    await read(page);
    const asked = askedBy(page);
    await page.clock.fastForward(31_000);
    await panel(page, "Time line").locator(".asked-at time").waitFor();
    expect(asked).toContain("WhatIsNew");
    await page.getByRole("combobox", { name: "Read again" }).selectOption("by hand");
    await searchIs(page, "");
  });

  test("a chart is read by the arrow keys, and as a table", async () => {
    const page = await open();
    const files = panel(page, "Audit log files");
    await files.locator("svg[tabindex='0']").focus();
    await page.keyboard.press("ArrowRight");
    await files.locator(".tip").getByText("All").waitFor();
    const first = await files.locator(".tip p").innerText();
    await page.keyboard.press("ArrowRight");
    await files.locator(".tip p").filter({ hasNotText: first }).waitFor();
    expect(await files.locator(".tip").innerText()).toMatch(/\d+ \w*B/);
    await files.getByText("The same as a table").click();
    expect(await files.locator("tbody tr").count()).toBe(8);
  });

  test("a record opens beside the list with all its fields; its link opens it; Escape leads back", async () => {
    const page = await open("?kind=NOVA&last=90d");
    const entry = entries(page).first();
    await entry.focus();
    await page.keyboard.press("Enter");
    const pane = page.getByRole("complementary", { name: "Record" });
    await pane.getByText("hostCounts.done").waitFor();
    await pane.getByRole("columnheader", { name: "host.name" }).waitFor();
    const other = await visitor().open(`/console${search(page)}`);
    await other.getByRole("complementary", { name: "Record" }).getByText("hostCounts.done").waitFor();
    expect(await barriersOf(other)).toEqual([]);
    await page.keyboard.press("Escape");
    await pane.waitFor({ state: "detached" });
    await page.locator(".entry:focus").waitFor();
    await searchIs(page, /^(?!.*record=)/);
  });

  test("a download's link is asked for when it is clicked, not before", async () => {
    const page = await open("?source=rds-eu");
    const asked = askedBy(page);
    await entries(page).first().click();
    const button = page.getByRole("button", { name: /^Download/ });
    await button.waitFor();
    expect(asked).not.toContain("Download");
    const answer = page.waitForResponse((response) => (response.request().postData() ?? "").includes("downloadLink"));
    // The file itself is another host's.
    const left = page.context().waitForEvent("request", (request) => !request.url().startsWith(product().baseUrl));
    await button.click();
    const { data } = (await (await answer).json()) as { data: { node: { downloadLink: { url: string } } } };
    await left;
    expect(visitor().strayed.splice(0)).toEqual([data.node.downloadLink.url]);
  });
});
