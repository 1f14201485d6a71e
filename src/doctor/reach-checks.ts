import { MINUTE } from "../audit/window.js";
import { type Check, good, warning } from "../sources/finding.js";
import type { Patient } from "../sources/source-kind.js";
import type { ExaminedUpstream, IdentityFacts, Probe } from "../upstream/diagnosis/examined-upstream.js";
import { clockFinding } from "./clock-finding.js";

/** A patient whose connection can be looked at. */
export interface ReachablePatient extends Patient {
  readonly upstream: ExaminedUpstream;
}

/** What every kind of source shares, on the way from here to its first answer. */
export interface ReachChecks {
  readonly identity: Check;
  readonly catalog: Check;
  readonly reachable: Check;
  readonly clock: Check;
  readonly project: Check;
}

const lifeOf = ({ expiresAt }: IdentityFacts, now: number): string =>
  Number.isFinite(expiresAt)
    ? `valid for ${Math.max(0, Math.round((expiresAt - now) / MINUTE))} min`
    : "without an end";

export const reachChecks = ({ options, upstream, session }: ReachablePatient): ReachChecks => {
  let probed: Promise<Probe> | undefined;
  const probe = (): Promise<Probe> => (probed ??= upstream.probe(session));
  return {
    identity: {
      name: "identity",
      run: async () => {
        const facts = await upstream.identity(session);
        return facts === null ? [] : [good(`token obtained, ${lifeOf(facts, session.now)}`)];
      },
    },
    catalog: {
      name: "catalog",
      run: async () => {
        await upstream.endpoint(session);
        return [good("lists the service's endpoint")];
      },
    },
    reachable: {
      name: "reachable",
      run: async () => {
        const { status, durationMs } = await probe();
        const result = `HTTP ${status} after ${durationMs} ms`;
        if (status < 502 || status > 504) return [good(result)];
        return [warning(result, "The service is down, or a proxy before it cannot reach it.")];
      },
    },
    clock: {
      name: "clock",
      run: async () => {
        const dates = [
          await probe().then(
            ({ clockAheadMs }) => clockAheadMs,
            () => undefined,
          ),
          await upstream.identity(session).then(
            (facts) => facts?.clockAheadMs,
            () => undefined,
          ),
        ];
        const ahead = dates.find((date) => date !== undefined);
        const signed = options.credentials.type === "aksk";
        return ahead === undefined ? [] : [clockFinding(ahead, signed)];
      },
    },
    project: {
      name: "project",
      run: async () => {
        const id = await upstream.projectId(session);
        const own = (await upstream.identity(session).catch(() => null))?.projectId;
        if (own === undefined || own === id) return [good(id)];
        const cure = "Log in to the project of projectId, or leave projectId out.";
        return [warning(`${id} is configured, and the token belongs to ${own}`, cure)];
      },
    },
  };
};
