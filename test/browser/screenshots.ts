import { mkdirSync, statSync } from "node:fs";
import type { Page } from "playwright-core";
import { atTheProduct } from "./support/at-the-product.js";
import { PHONE } from "./support/visitor.js";

const FOLDER = "docs/images";
/** A README is read on the train, too. */
const MOST_BYTES = 200_000;
const DESK = { width: 1200, height: 800 };
const LONG_DESK = { width: 1200, height: 1240 };

const { visitor } = atTheProduct();

/** npm run screenshots: the pictures of README.md and docs/, taken anew from what is served. */
const take = async (page: Page, name: string): Promise<void> => {
  const path = `${FOLDER}/${name}.png`;
  await page.screenshot({ path });
  expect(statSync(path).size).toBeLessThan(MOST_BYTES);
};

beforeAll(() => void mkdirSync(FOLDER, { recursive: true }));

const looks = [
  ["light", { colorScheme: "light", viewport: DESK }],
  ["dark", { colorScheme: "dark", viewport: DESK }],
  ["phone", { colorScheme: "light", viewport: PHONE }],
] as const;

test.each(looks)("GraphiQL, %s", async (look, options) => {
  const page = await visitor().open("/graphiql", options);
  await page.locator(`[aria-label^="Re-fetch GraphQL schema"]:not([disabled])`).waitFor();
  if (look === "phone")
    await page
      .getByRole("button", { name: /Examples/ })
      .first()
      .click();
  await page
    .getByRole("region", { name: "Examples" })
    .getByRole("button", { name: /^Latest period/ })
    .click();
  await page.locator(".graphiql-query-editor .view-line", { hasText: "query LatestPeriod" }).waitFor();
  if (look === "phone")
    await page
      .getByRole("button", { name: /Examples/ })
      .first()
      .click();
  await page.getByRole("button", { name: /^Execute query/ }).click();
  await page.locator(".graphiql-response .view-line", { hasText: "usageAuditPeriod" }).waitFor();
  if (look !== "phone") {
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.locator(".graphiql-doc-explorer").getByRole("link", { name: "Query" }).waitFor();
  }
  await take(page, `graphiql-${look}`);
});

test.each(looks)("the console, %s", async (look, options) => {
  const page = await visitor().open("/console", look === "phone" ? options : { ...options, viewport: LONG_DESK });
  await page.locator("#files .recharts-bar-rectangle").first().waitFor();
  await page.locator(".entry").first().waitFor();
  await page.locator(".balancers > li").first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
  await take(page, `console-${look}`);
});
