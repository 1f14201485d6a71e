import { atTheProduct } from "./support/at-the-product.js";
import { barriersOf, PHONE } from "./support/visitor.js";
import type { BrowserContextOptions, Page } from "playwright-core";

const { product, visitor } = atTheProduct();

const panel = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
/** Every panel has read what it shows at first. */
const read = async (page: Page): Promise<Page> => {
  await page.locator(".bar").first().waitFor();
  await page.locator(".volume [data-shade]").first().waitFor();
  await page.locator(".balancers > li").first().waitFor();
  await page.locator(".entries > li").first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
  return page;
};
const open = async (options?: BrowserContextOptions): Promise<Page> => read(await visitor().open("/console", options));

describe("the console", () => {
  test("says that its audits are made up", async () => {
    const page = await open();
    await page.getByRole("note").getByText("all data are made up").waitFor();
  });

  test("shows each period of a Nova as a bar, and as numbers; the arrow keys change the source", async () => {
    const page = await open();
    const usage = panel(page, "Usage audits");
    await usage.getByRole("img", { name: "Hosts by state in the last 24 periods of compute-eu" }).waitFor();
    expect(await usage.locator(".bar").count()).toBe(24);
    await usage.getByText("The same as a table").click();
    expect(await usage.locator("tbody tr").count()).toBe(24);
    await usage.getByRole("radio", { name: "compute-eu" }).focus();
    await page.keyboard.press("ArrowRight");
    await usage.getByRole("img", { name: /periods of compute-us/ }).waitFor();
  });

  test("tells volume by day, and what is not known of it from what is nothing", async () => {
    const page = await open();
    const row = (name: string) => panel(page, "Audit log files").getByRole("row", { name: new RegExp(`^${name}`) });
    expect(await row("billing").getByText("auditing off").count()).toBe(7);
    expect(await row("decommissioned").getByText("failed").count()).toBe(7);
    expect(await row("documented-empty").getByRole("cell", { name: "0", exact: true }).count()).toBe(7);
    expect(
      await row("shop")
        .getByText(/\d+ files?$/)
        .count(),
    ).toBe(7);
    await panel(page, "Audit log files").getByText("mysql-eu · decommissioned").waitFor();
  });

  test("lists the balancers that are stuck longest, with their alerts, and more on demand", async () => {
    const page = await open();
    const balancers = panel(page, "Stuck load balancers");
    expect(await balancers.locator(".balancer").first().innerText()).toContain("lb 123");
    await balancers.getByText("An error occurred while creating loadbalancer '435' in Zeus.").waitFor();
    await balancers.getByRole("button", { name: "Show more" }).click();
    await balancers.locator(".balancers > li").nth(15).waitFor();
  });

  test("the time line grows while it is scrolled, and repeats nothing", async () => {
    const page = await open();
    const entries = page.locator(".entries > li");
    for (const reached of [60, 90, 120]) {
      await entries.last().scrollIntoViewIfNeeded();
      await entries.nth(reached - 1).waitFor();
    }
    const times = await page.evaluate<string[]>(
      "[...document.querySelectorAll('.entries time')].map((each) => each.dateTime)",
    );
    expect(times).toEqual([...times].sort().reverse());
  });

  test("survives a source going down, says which, and recovers with it", async () => {
    const page = await open();
    const balancers = panel(page, "Stuck load balancers");
    await product().breakSource("lb", "unavailable");
    await page.getByRole("button", { name: "Read again" }).click();
    const note = balancers.locator(".note");
    await note.getByText(`Source "lb" is unavailable.`).waitFor();
    expect(await note.innerText()).toContain("UPSTREAM_UNAVAILABLE");
    // What is of other sources stays.
    expect(await page.locator(".bar").count()).toBe(24);
    await panel(page, "Time line").locator(".note").getByText("lb", { exact: true }).waitFor();
    expect(await page.locator(".entries > li").count()).toBeGreaterThan(0);
    await product().repair();
    await note.getByRole("button", { name: "Try again" }).click();
    await note.waitFor({ state: "detached" });
    await balancers.locator(".balancers > li").first().waitFor();
  });

  test("says when the server cannot be reached, and keeps what it has", async () => {
    const page = await open();
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Read again" }).click();
    await panel(page, "Usage audits").getByText("The server could not be reached.").waitFor();
    expect(await page.locator(".bar").count()).toBe(24);
    await page.context().setOffline(false);
    await panel(page, "Usage audits").getByRole("button", { name: "Try again" }).click();
    await panel(page, "Usage audits").locator(".note").waitFor({ state: "detached" });
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
    const page = await open({ colorScheme, ...(viewport && { viewport }) });
    await page.getByText("The same as a table").click();
    expect(await barriersOf(page)).toEqual([]);
  });

  test("fits a phone without scrolling sideways", async () => {
    const page = await open({ viewport: PHONE });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
  });
});

describe("the page at /", () => {
  test.each(["light", "dark"] as const)("leads to what is here, and keeps nobody out: %s", async (colorScheme) => {
    const page = await visitor().open("/", { colorScheme });
    expect(await barriersOf(page)).toEqual([]);
    await page.getByRole("link", { name: "/console" }).click();
    await page.getByRole("heading", { name: "auditgraph console" }).waitFor();
  });
});
