import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { atTheProduct } from "./support/at-the-product.js";
import { askedBy, entries, idle, inTimeLine, panel, read, tryUntilGone } from "./support/console.js";
import { barriersOf, LOOKS } from "./support/visitor.js";
import { post } from "../support/post.js";

const { product, visitor } = atTheProduct();

const MINUTE = 60_000;
const MYSQL = { source: "mysql-eu", instance: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07" } as const;
const BOTH = `instance=${MYSQL.source}/${MYSQL.instance}`;

/** A file by how many minutes ago it ended; it took half an hour. */
const file = (name: string, minutesAgo: number): object => {
  const end = Date.now() - minutesAgo * MINUTE;
  return { name, begin: new Date(end - 30 * MINUTE).toISOString(), end: new Date(end).toISOString() };
};

/** More than any test takes: then the page's clock passes it only where the test lets it. */
const EVERY = 300;
/** Instances of two sources whose files are only those that a test puts in, in a page that asks for news again and again. */
const followed = async (rds: string, options: BrowserContextOptions = {}): Promise<Page> => {
  await product().change(MYSQL.source, MYSQL.instance, { setFiles: [file("old-1", 60), file("old-3", 180)] });
  await product().change("rds-eu", rds, { setFiles: [file("old-2", 120)] });
  const page = await visitor().open("/", options);
  await page.clock.install();
  await page.goto(`${product().baseUrl}/console?last=24h&refresh=${EVERY}&${BOTH}&instance=rds-eu/${rds}`);
  await read(page);
  await inTimeLine(page, entries(page).nth(2));
  return page;
};

/** An instance of rds-eu that has a name. */
const rdsOf = async (): Promise<string> => {
  const response = await post(product().baseUrl, {
    query: `{ databaseInstances(sources: ["rds-eu"], first: 1) { nodes { instanceId } } }`,
  });
  const { data } = (await response.json()) as {
    data: { databaseInstances: { nodes: readonly { instanceId: string }[] } };
  };
  return data.databaseInstances.nodes[0]?.instanceId ?? "";
};

/** What was asked by this, such as time that passes or a button, was answered, and all that follows of it is read. */
const answered = async (page: Page, asking: () => Promise<void>): Promise<void> => {
  const times = panel(page, "Time line").locator(".asked-at time");
  const before = (await times.count()) > 0 ? await times.getAttribute("datetime") : "";
  await asking();
  await panel(page, "Time line")
    .locator(`.asked-at time:not([datetime="${before ?? ""}"])`)
    .waitFor();
  await idle(page);
};
const passes = (page: Page): Promise<void> => page.clock.fastForward((EVERY + 1) * 1_000);
const pollOf = (page: Page): Promise<void> => answered(page, () => passes(page));

const news = (page: Page): Locator => panel(page, "Time line").locator(".news");
const marks = (page: Page): Locator => panel(page, "Time line").locator(".mark");
const namesOf = async (entries: Locator): Promise<string[]> =>
  (await entries.allInnerTexts()).map((text) => /(?:old|new)-\d/.exec(text)?.[0] ?? text);
const newOnes = (page: Page): Locator => panel(page, "Time line").locator(".entry[data-new]");
/** Of two instances, three that appear: one on top, two that were listed late. */
const appear = async (rds: string): Promise<void> => {
  await product().change(MYSQL.source, MYSQL.instance, { append: [file("new-1", 1), file("new-3", 150)] });
  await product().change("rds-eu", rds, { append: [file("new-2", 90)] });
};
const allNew = (page: Page): Promise<void> => inTimeLine(page, news(page).getByText("3 new since you looked"));
const withNews = async (rds: string, options?: BrowserContextOptions): Promise<Page> => {
  const page = await followed(rds, options);
  await appear(rds);
  await pollOf(page);
  await allNew(page);
  return page;
};

describe("the console, while it asks what is new", () => {
  let rds = "";
  beforeAll(async () => {
    rds = await rdsOf();
  });

  test("puts what appears where it belongs, marks it, and tells politely how much it is", async () => {
    const page = await withNews(rds);
    expect(await namesOf(entries(page))).toEqual(["new-1", "old-1", "new-2", "old-2", "new-3", "old-3"]);
    expect(await namesOf(newOnes(page))).toEqual(["new-1", "new-2", "new-3"]);
    expect(await marks(page).first().innerText()).toMatch(/^New since \d\d:\d\d:\d\d$/);
    expect(await marks(page).count()).toBeGreaterThanOrEqual(3);
    await news(page).getByRole("status").getByText("3 new since you looked").waitFor();
    await news(page).getByRole("button", { name: "Mark as seen" }).press("Enter");
    await marks(page).first().waitFor({ state: "detached" });
    expect(await news(page).getByRole("status").innerText()).toBe("");
    expect(await entries(page).count()).toBe(6);
  });

  test("leads from new one to new one by keyboard", async () => {
    const page = await withNews(rds);
    const next = news(page).getByRole("button", { name: "Go to the next new one" });
    for (const name of ["new-1", "new-2", "new-3", "new-1"]) {
      await next.press("Enter");
      expect(await page.evaluate<string>("document.activeElement.textContent")).toContain(name);
    }
  });

  test("a poll that finds nothing is one operation; one that finds something reads the numbers, too, and not the list", async () => {
    const page = await followed(rds);
    const asked = askedBy(page);
    // The strip of sources asks for their health by a clock of its own.
    const own = (): string[] => asked.splice(0).filter((name) => name !== "Sources");
    await pollOf(page);
    expect(own()).toEqual(["WhatIsNew"]);
    await appear(rds);
    await pollOf(page);
    await allNew(page);
    await idle(page);
    const counted = own();
    expect(counted).toEqual(expect.arrayContaining(["FileVolume", "RecordVolume"]));
    expect(counted).not.toContain("TimeLine");
    await pollOf(page);
    expect(own()).toEqual(["WhatIsNew"]);
    expect(await entries(page).count()).toBe(6);
  });

  test("says which source could not be asked and since when, and Try again brings just what was missed", async () => {
    const page = await followed(rds);
    await product().breakSource(MYSQL.source, "server-error");
    await appear(rds);
    await passes(page);
    const gap = panel(page, "Time line").locator(".note", { hasText: MYSQL.source });
    await gap.getByText(/What appeared is not known, from .+ to .+\./).waitFor();
    await inTimeLine(page, news(page).getByText("1 new since you looked"));
    expect(await namesOf(entries(page))).toEqual(["old-1", "new-2", "old-2", "old-3"]);
    await product().repair();
    const asked = askedBy(page);
    await tryUntilGone(page, gap);
    await allNew(page);
    expect(await namesOf(entries(page))).toEqual(["new-1", "old-1", "new-2", "old-2", "new-3", "old-3"]);
    expect(asked).not.toContain("TimeLine");
  });

  test("says when the server cannot be reached, and goes on where it was", async () => {
    const page = await followed(rds);
    await page.context().setOffline(true);
    await passes(page);
    const note = panel(page, "Time line").locator(".note", { hasText: "The server could not be reached." });
    await note.waitFor();
    await appear(rds);
    await page.context().setOffline(false);
    await tryUntilGone(page, note);
    await allNew(page);
  });

  test.each(LOOKS)("keeps nobody out: %s, %j", async (colorScheme, viewport) => {
    const page = await withNews(rds, { colorScheme, ...(viewport && { viewport }) });
    expect(await barriersOf(page)).toEqual([]);
  });

  test.each([390, 768, 1024, 1440, 1920])("fits %d px without scrolling sideways", async (width) => {
    const page = await withNews(rds, { viewport: { width, height: 900 } });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });
});
