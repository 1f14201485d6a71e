import type { BrowserContextOptions, Locator, Page, Route } from "playwright-core";
import { atTheProduct } from "./support/at-the-product.js";
import { barriersOf, PHONE } from "./support/visitor.js";

const { product, visitor } = atTheProduct();

const panel = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });
const entries = (page: Page): Locator => panel(page, "Time line").locator(".entry");
const tile = (page: Page, name: string): Locator => page.locator(".tile", { hasText: name });

/** Everything has been read, and the charts are drawn. */
const read = async (page: Page): Promise<Page> => {
  await page.locator("#files .recharts-bar-rectangle").first().waitFor();
  await page.locator(".balancers > li").first().waitFor();
  await entries(page).first().waitFor();
  await page.waitForFunction("document.querySelector('[aria-busy=true]') === null");
  return page;
};
const open = async (query = "", options?: BrowserContextOptions): Promise<Page> =>
  read(await visitor().open(`/console${query}`, options));
const search = (page: Page): string => new URL(page.url()).search;
const operationOf = (route: Route): string =>
  (route.request().postDataJSON() as { operationName: string }).operationName;
/** Operations that the page asks from now on. */
const askedBy = (page: Page): string[] => {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/graphql"))
      asked.push((request.postDataJSON() as { operationName: string }).operationName);
  });
  return asked;
};

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
    await page
      .locator("#files")
      .getByText(/by day and source, \d+ Oct 2026 – /)
      .waitFor();
    expect(asked.filter((name) => name === "FileVolume")).toHaveLength(1);
    expect(search(page)).toBe("?last=30d");
  });

  test("a year comes in parts, and says how far it is", async () => {
    const page = await open();
    const asked = askedBy(page);
    await page.getByRole("radio", { name: "1 y" }).check();
    await panel(page, "Audit log files")
      .getByText(/part \d of \d/)
      .waitFor();
    await read(page);
    expect(asked.filter((name) => name === "FileVolume").length).toBeGreaterThan(1);
    await panel(page, "Audit log files").getByText("by week and source").waitFor();
  });

  test("numbers come first, and what is not known is never 0", async () => {
    const page = await open();
    expect(await tile(page, "Usage audits that went wrong").innerText()).toMatch(/\d+\nof \d+ periods?, \d+ errors?/);
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
    expect(search(page)).toBe("?kind=NOVA&source=compute-us&severity=ERROR&text=errors");
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
    expect(search(page)).toBe("?kind=NOVA&source=compute-us&severity=ERROR");
    await page.getByRole("button", { name: "Clear filters" }).click();
    expect(search(page)).toBe("");
  });

  test("instances are chosen and told by their names", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Instance all" }).click();
    await page.getByRole("searchbox", { name: "Find a instance" }).fill("shop");
    await page.getByRole("checkbox", { name: /^shop/ }).check();
    expect(search(page)).toMatch(/^\?instance=rds-eu%2F\w+$/);
    await page.keyboard.press("Escape");
    await page.waitForFunction(
      "[...document.querySelectorAll('#time-line .what')].every((each) => each.textContent.includes('of shop at rds-eu'))",
    );
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
    expect(search(page)).toBe("?from=2026-11-20T00%3A00%3A00.000Z&to=2026-11-21T00%3A00%3A00.000Z");
    await page.getByRole("radio", { name: "Local" }).check();
    expect(search(page)).toContain("zone=local");
    await page.locator(".read-at").getByText("Asia/Tokyo").waitFor();
    expect(await page.getByLabel("From", { exact: true }).inputValue()).toBe("2026-11-20T09:00");
  });

  test("reads itself again as often as it is told to, and says when it was read", async () => {
    const page = await visitor().open("/");
    await page.clock.install();
    await page.goto(`${product().baseUrl}/console?refresh=30`);
    await read(page);
    const before = await page.locator(".read-at time").getAttribute("datetime");
    const asked = askedBy(page);
    await page.clock.fastForward(31_000);
    await page.waitForFunction(`document.querySelector(".read-at time").dateTime !== "${before ?? ""}"`);
    await read(page);
    expect(asked).toEqual(expect.arrayContaining(["FileVolume", "RecordVolume", "TimeLine", "UsageSummary"]));
    await page.getByRole("combobox", { name: "Read again" }).selectOption("by hand");
    expect(search(page)).toBe("");
  });

  test("a chart is read by the arrow keys, and as a table", async () => {
    const page = await open();
    const files = panel(page, "Audit log files");
    await files.locator("svg[tabindex='0']").focus();
    await page.keyboard.press("ArrowRight");
    await files.locator(".tip").getByText("All").waitFor();
    const first = await files.locator(".tip p").innerText();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(`document.querySelector("#files .tip p").textContent !== ${JSON.stringify(first)}`);
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
    expect(await page.evaluate("document.activeElement.className")).toBe("entry");
    expect(search(page)).not.toContain("record=");
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

  test("the time line grows while it is scrolled, repeats nothing, and waits for its reader", async () => {
    const page = await open();
    for (const reached of [60, 90]) {
      await entries(page).last().scrollIntoViewIfNeeded();
      await entries(page)
        .nth(reached - 1)
        .waitFor();
    }
    const times = await page.evaluate<string[]>(
      "[...document.querySelectorAll('.entry time')].map((each) => each.dateTime)",
    );
    expect(times).toEqual([...times].sort().reverse());
    await page.getByRole("button", { name: "Read again" }).click();
    await panel(page, "Time line").getByText("this list waits").waitFor();
    expect(await entries(page).count()).toBeGreaterThanOrEqual(90);
    await page.getByRole("button", { name: "Show the newest" }).click();
    await panel(page, "Time line").getByText("this list waits").waitFor({ state: "detached" });
  });

  test("survives a source going down, says which, and recovers with it", async () => {
    const page = await open();
    const balancers = panel(page, "Stuck load balancers");
    await product().breakSource("lb", "unavailable");
    await page.getByRole("button", { name: "Read again" }).click();
    const note = balancers.locator(".note", { hasText: "lb" });
    await note.getByText(`Source "lb" is unavailable.`).waitFor();
    expect(await note.innerText()).toContain("UPSTREAM_UNAVAILABLE");
    // What is of other sources stays.
    expect(await page.locator("#files .recharts-bar-rectangle").count()).toBeGreaterThan(0);
    await panel(page, "Time line").locator(".note").getByText("lb", { exact: true }).waitFor();
    await product().repair();
    await note.getByRole("button", { name: "Try again" }).click();
    await note.waitFor({ state: "detached" });
  });

  test("says when the server cannot be reached, and keeps what it has", async () => {
    const page = await open();
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Read again" }).click();
    const files = panel(page, "Audit log files");
    await files.getByText("The server could not be reached.").waitFor();
    expect(await files.locator(".recharts-bar-rectangle").count()).toBeGreaterThan(0);
    await page.context().setOffline(false);
    await files.getByRole("button", { name: "Try again" }).click();
    await files.locator(".note", { hasText: "could not be reached" }).waitFor({ state: "detached" });
  });

  test("shows that it reads, and says when that takes long", async () => {
    const page = await visitor().open("/");
    await page.clock.install();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/graphql", async (route) => {
      if (operationOf(route) === "FileVolume") await held;
      await route.continue();
    });
    await page.goto(`${product().baseUrl}/console`);
    const files = panel(page, "Audit log files");
    await files.locator(".skeleton").waitFor();
    await entries(page).first().waitFor();
    await page.clock.fastForward(4_001);
    await files.getByText("Still reading").waitFor();
    expect(await files.getAttribute("aria-busy")).toBe("true");
    release();
    await read(page);
    expect(await files.locator(".skeleton").count()).toBe(0);
  });

  test("a token is sent with what is read, and stands in no link", async () => {
    const page = await open();
    await page.getByText("Token", { exact: true }).first().click();
    await page.getByLabel("Token", { exact: true }).fill("secret-of-a-reader");
    const request = page.waitForRequest((each) => each.headers()["x-auth-token"] === "secret-of-a-reader");
    await page.getByRole("button", { name: "Use it" }).click();
    await request;
    expect(page.url()).not.toContain("secret");
  });

  test("is used by keyboard: the first stop leads past the head to the audits", async () => {
    const page = await open();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("main");
  });

  test.each([
    ["light", undefined],
    ["dark", undefined],
    ["light", PHONE],
    ["dark", PHONE],
  ] as const)("keeps nobody out: %s, %j", async (colorScheme, viewport) => {
    const page = await open("", { colorScheme, ...(viewport && { viewport }) });
    await page.getByText("The same as a table").first().click();
    await page.getByRole("button", { name: "Severity all" }).click();
    expect(await barriersOf(page)).toEqual([]);
  });

  test.each([390, 768, 1024, 1440, 1920])(
    "fits %d px without scrolling sideways, names of 63 characters too",
    async (width) => {
      const name = "n".repeat(63);
      const page = await visitor().open("/", { viewport: { width, height: 900 } });
      await page.route("**/graphql", async (route) => {
        if (operationOf(route) !== "Instances") return route.continue();
        const answer = await route.fetch();
        return route.fulfill({ response: answer, body: (await answer.text()).replaceAll('"shop"', `"${name}"`) });
      });
      await page.goto(`${product().baseUrl}/console`);
      await read(page);
      await panel(page, "Time line").getByText(name).first().waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    },
  );
});

describe("the page at /", () => {
  test.each(["light", "dark"] as const)("leads to what is here, and keeps nobody out: %s", async (colorScheme) => {
    const page = await visitor().open("/", { colorScheme });
    expect(await barriersOf(page)).toEqual([]);
    await page.getByRole("link", { name: "/console" }).click();
    await page.getByRole("heading", { name: "auditgraph console" }).waitFor();
  });
});
