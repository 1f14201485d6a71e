/** What RFC 3339 and every source write: years of four digits. Milliseconds since the epoch. */
const FIRST = Date.parse("0000-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * Whether a value from outside is a time in milliseconds since the epoch that can be written as a date, with `room`
 * milliseconds before and after it that can be, too. Beyond, Date throws, or writes a year that no source takes.
 */
export const isInstant = (value: unknown, room = 0): value is number =>
  Number.isSafeInteger(value) && (value as number) >= FIRST + room && (value as number) <= LAST - room;
