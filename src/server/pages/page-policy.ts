import { BANNER_STYLE } from "./sandbox-banner.js";

/**
 * What a page may load: only this server's own files, so that no other host can be asked for anything. A page whose
 * editor writes style elements of its own (Monaco) needs `inlineStyles`; scripts are never inline. A browser that is
 * told a style's digest forgets 'unsafe-inline', so only one of the two is named.
 */
export const pagePolicy = ({ inlineStyles }: { readonly inlineStyles: boolean }): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${inlineStyles ? "'unsafe-inline'" : BANNER_STYLE}`,
    "connect-src 'self'",
    "worker-src 'self'",
    // Icons and fonts stand in the style sheets as data.
    "img-src 'self' data:",
    "font-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
