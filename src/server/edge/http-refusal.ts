/** The form in which every failure leaves, inside GraphQL and outside it: a client needs to know one. */
export const failure = (message: string, code: string): object => ({ errors: [{ message, extensions: { code } }] });

/** What a caller did wrongly before GraphQL: the sentence is public. */
export class HttpRefusal extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  get code(): "NOT_FOUND" | "BAD_REQUEST" {
    return this.statusCode === 404 ? "NOT_FOUND" : "BAD_REQUEST";
  }
}
