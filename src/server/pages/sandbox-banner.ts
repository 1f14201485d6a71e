import { createHash } from "node:crypto";

const BANNER_CSS =
  "[data-sandbox]{color-scheme:light dark;margin:0;padding:.5rem 1rem;font:600 14px/1.5 system-ui,sans-serif;text-align:center;color:light-dark(#6b4300,#f3d18b);background:light-dark(#fdf0d5,#33290f)}";

/** For the page's policy: the one style that may stand inline. */
export const BANNER_STYLE = `'sha256-${createHash("sha256").update(BANNER_CSS).digest("base64")}'`;

const BANNER = `<style>${BANNER_CSS}</style><p data-sandbox role="note">This is the sandbox: all data are made up.</p>`;

/** Above everything on a page, before any script of it runs: nobody may take made-up data for a cloud's. */
export const underBanner = (html: string): string => {
  const [tag = ""] = /<body[^>]*>/.exec(html) ?? [];
  return tag === "" ? BANNER + html : html.replace(tag, () => tag + BANNER);
};
