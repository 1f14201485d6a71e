import type { Locator, Page } from "playwright-core";
import { atTheProduct } from "./support/at-the-product.js";
import { openConsole, operationOf, panel } from "./support/console.js";
import { post } from "../support/post.js";

const { product, visitor } = atTheProduct();

const found = (page: Page): Locator => panel(page, "Who dropped what").getByRole("list", { name: "Entries" });

/** The console, about to search everything that a busy RDS instance wrote in the last day. */
const prepared = async () => {
  const page = await openConsole(visitor());
  const searched = panel(page, "Who dropped what");
  const instances = searched.getByRole("combobox", { name: "Instance" });
  const ofRds = await instances.locator("option", { hasText: "rds-eu · shop" }).getAttribute("value");
  await instances.selectOption(ofRds);
  await searched.getByRole("combobox", { name: "Last hours of the range" }).selectOption("24");
  await searched.getByRole("textbox", { name: "Actions" }).fill("");
  return { page, searched, begin: () => searched.getByRole("button", { name: "Search" }).click() };
};

describe("the console's search inside log files", () => {
  test("begins at an instance that has files of late", async () => {
    const page = await openConsole(visitor());
    const searched = panel(page, "Who dropped what");
    await searched.locator("button:enabled", { hasText: "Search" }).waitFor();
    const id = await searched.getByRole("combobox", { name: "Instance" }).inputValue();
    const files = `auditLogFiles(window: { last: "P8D" }, first: 1) { nodes { id } }`;
    const query = `query ($id: ID!) { node(id: $id) { ... on DatabaseInstance { ${files} } } }`;
    const response = await post(product().baseUrl, { query, variables: { id } });
    expect(await response.json()).toMatchObject({ data: { node: { auditLogFiles: { nodes: [{}] } } } });
  });

  test("can be stopped while a page is read, and shows nothing of it", async () => {
    const { page, searched, begin } = await prepared();
    let isAsked = (): void => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    await page.route("**/graphql", async (route) => {
      if (operationOf(route) !== "SearchEntries") return route.continue();
      // Never answered.
      isAsked();
    });
    await begin();
    await asked;
    await searched.getByRole("button", { name: "Stop" }).click();
    await searched.getByRole("button", { name: "Stop" }).waitFor({ state: "detached" });
    expect(await found(page).getByRole("listitem").count()).toBe(0);
  });

  test("shows what it finds, waits to be told to go on, and shows no entry twice", async () => {
    const { page, searched, begin } = await prepared();
    const goOn = searched.getByRole("button", { name: "Go on" });
    await begin();
    await goOn.waitFor();
    const first = await found(page).getByRole("listitem").allInnerTexts();
    expect(first.length).toBeGreaterThanOrEqual(100);
    expect(await searched.getByRole("status").last().innerText()).toContain(`${first.length} entries found`);
    await goOn.click();
    await found(page).getByRole("listitem").nth(first.length).waitFor();
    await goOn.waitFor();
    const all = await found(page).getByRole("listitem").allInnerTexts();
    expect(all.length).toBeGreaterThanOrEqual(first.length + 100);
    expect(all.slice(0, first.length)).toEqual(first);
    expect(new Set(all).size).toBe(all.length);
  });
});
