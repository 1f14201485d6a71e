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
 * It is there in the time line. On a busy machine a source may have taken longer than it may hold a page: then its records
 * are read by "Try again", as a reader does it.
 */
export const inTimeLine = async (page: Page, wanted: Locator): Promise<void> => {
  const again = panel(page, "Time line").getByRole("button", { name: "Try again" });
  for (;;) {
    await wanted.or(again).first().waitFor();
    if ((await wanted.count()) > 0) return;
    // It may go by itself meanwhile, when a read that was under way has ended: then there is nothing to press.
    if (await again.first().isEnabled()) await again.first().press("Enter", { timeout: 1_000 }).catch(() => undefined);
    await idle(page);
  }
};
export const openConsole = async (visitor: Visitor, query = "", options?: BrowserContextOptions): Promise<Page> =>
  read(await visitor.open(`/console${query}`, options));
export const search = (page: Page): string => new URL(page.url()).search;
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
