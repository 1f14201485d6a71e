import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** One answer that the product got from a service. */
export interface Exchange {
  readonly origin: string;
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly status: number;
}

interface Published {
  readonly request: {
    readonly origin: string | URL;
    readonly method: string;
    readonly path: string;
    readonly headers: readonly unknown[];
  };
  readonly response: { readonly statusCode: number };
}

const CHANNEL = "undici:request:headers";

/** Listens to what the product's HTTP client says of itself, so that nothing stands between it and the services. */
export class WireTap {
  readonly exchanges: Exchange[] = [];
  readonly #hear = (message: unknown): void => {
    const { request, response } = message as Published;
    const headers = request.headers.map(String);
    const at = headers.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === "x-auth-token");
    this.exchanges.push({
      origin: String(request.origin).replace(/\/$/, ""),
      method: request.method,
      path: request.path,
      token: at < 0 ? undefined : headers[at + 1],
      status: response.statusCode,
    });
  };

  constructor() {
    subscribe(CHANNEL, this.#hear);
  }

  /** Logins that were answered. */
  get logins(): number {
    return this.exchanges.filter(({ method, path }) => method === "POST" && path.endsWith("/auth/tokens")).length;
  }

  /** Answers of Novas. */
  get audits(): readonly Exchange[] {
    return this.exchanges.filter(({ path }) => path.includes("/os-instance_usage_audit_log"));
  }

  /** Forgets what it heard. */
  clear(): void {
    this.exchanges.length = 0;
  }

  stop(): void {
    unsubscribe(CHANNEL, this.#hear);
  }
}
