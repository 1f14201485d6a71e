import type { BrowserContextOptions, Page } from "playwright-core";
import { atTheProduct } from "./support/at-the-product.js";
import { entries, inTimeLine, openConsole, operationOf, panel, read, tryUntilGone } from "./support/console.js";
import { barriersOf, LOOKS } from "./support/visitor.js";

const { product, visitor } = atTheProduct();

const open = (query = "", options?: BrowserContextOptions): Promise<Page> => openConsole(visitor(), query, options);

describe("the console, when not all is well", () => {
  test("the time line grows while it is scrolled, repeats nothing, and waits for its reader", async () => {
    const page = await open();
    for (const reached of [60, 90]) {
      await entries(page).last().scrollIntoViewIfNeeded();
      await inTimeLine(page, entries(page).nth(reached - 1));
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
    await page.locator("#files .recharts-bar-rectangle").first().waitFor();
    await panel(page, "Time line").locator(".note").getByText("lb", { exact: true }).waitFor();
    await product().repair();
    await tryUntilGone(page, note);
  });

  test("says when the server cannot be reached, and keeps what it has", async () => {
    const page = await open();
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Read again" }).click();
    const files = panel(page, "Audit log files");
    const note = files.locator(".note", { hasText: "The server could not be reached." });
    await note.waitFor();
    await files.locator(".recharts-bar-rectangle").first().waitFor();
    await page.context().setOffline(false);
    await tryUntilGone(page, note);
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
    // The chart's library may still be on its way when the numbers are here.
    await files.locator(".skeleton").first().waitFor({ state: "detached" });
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
    await page.locator("#main:focus").waitFor();
  });

  test.each(LOOKS)("keeps nobody out: %s, %j", async (colorScheme, viewport) => {
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
