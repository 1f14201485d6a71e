import type { BrowserContextOptions, Locator, Page, Route } from "playwright-core";
import type { Visitor } from "./visitor.js";

export const panel = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });
export const entries = (page: Page): Locator => panel(page, "Time line").locator(".entry");
export const tile = (page: Page, name: string): Locator => page.locator(".tile", { hasText: name });

/** Nothing is being read. The page's policy lets no string be evaluated again and again, so an element tells it. */
export const idle = (page: Page): Promise<void> =>
  page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });

/** Everything has been read. */
export const read = async (page: Page): Promise<Page> => {
  await page.locator(".tile").first().waitFor();
  await entries(page).first().waitFor();
  await idle(page);
  return page;
};
/**
 * Pressed until what it is there for has come: a source's circuit may rest for a while yet. The button may go by itself at any
 * moment, when a read that was under way ends; then there is nothing to press.
 */
const pressUntil = async (page: Page, button: Locator, isThere: () => Promise<boolean>): Promise<void> => {
  while (!(await isThere())) {
    const answered = page.waitForResponse("**/graphql", { timeout: 5_000 }).catch(() => undefined);
    const press = button.first().press("Enter", { timeout: 1_000 });
    await press.then(() => answered).catch(() => undefined);
    await idle(page);
  }
};
/** "Try again", until the note that offers it has gone. */
export const tryUntilGone = (page: Page, note: Locator): Promise<void> =>
  pressUntil(page, note.getByRole("button", { name: "Try again" }), async () => (await note.count()) === 0);

/**
 * It is there in the time line. On a busy machine a source may have taken longer than it may hold a page: then its records
 * are read by "Try again", as a reader does it.
 */
export const inTimeLine = async (page: Page, wanted: Locator): Promise<void> => {
  const again = panel(page, "Time line").getByRole("button", { name: "Try again" });
  await pressUntil(page, again, async () => {
    await wanted.or(again).first().waitFor();
    return (await wanted.count()) > 0;
  });
};
export const openConsole = async (visitor: Visitor, query = "", options?: BrowserContextOptions): Promise<Page> =>
  read(await visitor.open(`/console${query}`, options));
export const search = (page: Page): string => new URL(page.url()).search;
/** The URL tells it: the browser says so a moment after the page did it. */
export const searchIs = (page: Page, wanted: string | RegExp): Promise<void> =>
  page.waitForURL(({ search: told }) => (typeof wanted === "string" ? told === wanted : wanted.test(told)));
export const operationOf = (route: Route): string =>
  (route.request().postDataJSON() as { operationName: string }).operationName;
/** Operations that the page asks from now on. */
export const askedBy = (page: Page): string[] => {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/graphql"))
      asked.push((request.postDataJSON() as { operationName: string }).operationName);
  });
  return asked;
};
