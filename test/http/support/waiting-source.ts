import type { EndSignal } from "../../../src/audit/session.js";
import type { AnySource, UsageAuditPeriodRecord } from "../../../src/audit/sources.js";
import type { SourceInfo } from "../../../src/audit/record.js";

/** A source whose answers come when the test says so, or never; it listens to the operation's signal as every source does. */
export class WaitingSource {
  private readonly waiting: (() => void)[] = [];
  /** Why operations were given up, in their order. */
  readonly givenUp: Error[] = [];
  closed = false;
  /** How many were begun so far. */
  reads = 0;
  private onAsked: (() => void) | undefined;

  /** Resolves when the next read has begun. */
  asked(): Promise<void> {
    return new Promise((resolve) => (this.onAsked = resolve));
  }

  /** Lets every waiting read end: there are no periods. */
  release(): void {
    for (const go of this.waiting.splice(0)) go();
  }

  get source(): AnySource {
    const info: SourceInfo = { name: "slow", kind: "NOVA", region: null };
    return {
      subject: "usage",
      info,
      health: () => "HEALTHY",
      close: () => {
        this.closed = true;
        return Promise.resolve();
      },
      open: ({ signal }) => ({
        periods: {
          source: info,
          read: () => this.nothing(signal),
        },
        periodBefore: async (): Promise<UsageAuditPeriodRecord> => {
          await this.wait(signal);
          throw new Error("there are no periods");
        },
        period: async () => {
          await this.wait(signal);
          return null;
        },
      }),
    };
  }

  // eslint-disable-next-line require-yield -- there are no periods
  private async *nothing(signal: EndSignal): AsyncGenerator<never> {
    await this.wait(signal);
  }

  private wait(signal: EndSignal): Promise<void> {
    this.reads += 1;
    return new Promise((resolve, reject) => {
      this.waiting.push(resolve);
      signal.addEventListener("abort", () => {
        const reason: unknown = signal.reason;
        const error = reason instanceof Error ? reason : new Error("aborted");
        this.givenUp.push(error);
        reject(error);
      });
      this.onAsked?.();
    });
  }
}
