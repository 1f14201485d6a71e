import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** No sandbox, because root has none in a container; and nothing that asks the network for anything of its own. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const AXE = readFileSync(createRequire(__filename).resolve("axe-core/axe.min.js"), "utf8");

/** What a page waits for on a machine that is busy with something else. */
const LONGEST_MS = 120_000;

export const PHONE = { width: 390, height: 844 };

/** What a page has to be readable in: colour scheme and size; undefined is the usual one. */
export const LOOKS = [
  ["light", undefined],
  ["dark", undefined],
  ["light", PHONE],
  ["dark", PHONE],
] as const;

/** A browser at one origin. It notes every request that leaves it, and every complaint of a page. */
export class Visitor {
  /** Requests to any other origin. */
  readonly strayed: string[] = [];
  /** Uncaught errors, and breaches of the content security policy. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly origin: string,
  ) {}

  static async at(origin: string): Promise<Visitor> {
    const { CHROMIUM: executablePath } = process.env;
    if (executablePath === undefined) throw new Error("CHROMIUM is not set; run this by npm run test:browser");
    return new Visitor(await chromium.launch({ executablePath, args: FLAGS }), origin);
  }

  /** A page in a fresh profile: nothing is remembered of earlier ones. */
  async open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(LONGEST_MS);
    context.on("request", (request) => {
      const url = new URL(request.url());
      if (/^https?:|^wss?:/.test(url.protocol) && url.origin !== this.origin) this.strayed.push(url.href);
    });
    const page = await context.newPage();
    page.on("pageerror", ({ message }) => this.complaints.push(message));
    page.on("console", (message) => {
      if (/content security policy/i.test(message.text())) this.complaints.push(message.text());
    });
    await page.goto(this.origin + path);
    return page;
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/** What axe-core finds that keeps people out: rule, and where. `exclude`: what is not ours to mend. */
export const barriersOf = async (page: Page, exclude: readonly string[] = []): Promise<string[]> => {
  // As the page's own debugger would: its policy allows no inline script, and must not for a test's sake.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<{
    violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[];
  }>(`axe.run({ exclude: ${JSON.stringify(exclude)} })`);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")} ${failureSummary}`),
    );
};
