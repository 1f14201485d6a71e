import { DAY } from "../../../src/audit/window.js";

/** The moment at which the in-memory world stands still. */
export const NOW = Date.parse("2026-11-20T12:00:00Z");
export const daysAgo = (days: number): number => NOW - days * DAY;
export const iso = (time: number): string => new Date(time).toISOString().replace(".000Z", "Z");
