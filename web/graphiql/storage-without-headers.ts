/** Of a list of recorded operations, as JSON. */
const withoutHeaders = (value: string): string =>
  JSON.stringify(JSON.parse(value), (key, each: unknown) => (key === "headers" ? undefined : each));

/**
 * The browser's storage, for GraphiQL. Its history keeps each operation's headers whatever `shouldPersistHeaders` says;
 * a caller's token must not outlive the page, so they are left out.
 */
export const storageWithoutHeaders = {
  get length(): number {
    return localStorage.length;
  },
  clear: (): void => localStorage.clear(),
  getItem: (key: string): string | null => localStorage.getItem(key),
  removeItem: (key: string): void => localStorage.removeItem(key),
  setItem: (key: string, value: string): void => {
    const recorded = /:(queries|favorites)$/.test(key);
    localStorage.setItem(key, recorded ? withoutHeaders(value) : value);
  },
};
