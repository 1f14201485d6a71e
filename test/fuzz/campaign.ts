import { Random } from "../properties/random.js";
import type { Answered } from "./complaints.js";
import { forge } from "./forge.js";
import { pick } from "./hostile.js";
import { idsQuery, LISTS, listsQuery, listVariables } from "./lists.js";
import { mutateOperation } from "./mutate-operation.js";
import { mutateText } from "./mutate-text.js";
import type { Seeds } from "./seeds.js";
import { bindingIn, takesCursor, takesId } from "./taken.js";

/** How many of each kind there were, how many of them went over HTTP, and in how many requests. */
export interface Tally {
  ids: number;
  cursors: number;
  queries: number;
  sentIds: number;
  sentCursors: number;
  requests: number;
}

export const sumOf = ({ ids, cursors, queries }: Readonly<Tally>): number => ids + cursors + queries;

export interface CampaignParts {
  readonly seeds: Seeds;
  readonly ask: (body: string) => Promise<Answered>;
  /** Looks at a round's answers, each beside its request, and at what went upstream for it. Throws where something is wrong. */
  readonly judge: (answers: readonly { readonly body: string; readonly answer: Answered }[]) => void;
  readonly report: (tally: Readonly<Tally>) => void;
}

/** Of each round of a thousand. */
const IDS = 660;
const CURSORS_OF_A_LIST = 41;
const QUERIES = 12;
/** A forged cursor that is taken has a page read, a forged id one record at most. */
const FORGED_IDS = 0.25;
const FORGED_CURSORS = 0.04;
/** What is refused at once is sent in part: it is answered alike. */
const REFUSED_SENT = 30;
const IDS_IN_REQUEST = 120;
const IN_REPRESENTATIONS = 20;
const TYPES = ["UsageAuditPeriod", "HostUsageAudit", "DatabaseInstance", "AuditLogFile", "LoadBalancerAudit"];

const idsRequest = (ids: readonly string[], random: Random): string => {
  const inRepresentations = ids.slice(0, IN_REPRESENTATIONS);
  const representations = inRepresentations.map((id) => ({ __typename: pick(TYPES, random), id }));
  return JSON.stringify({ query: idsQuery, variables: { ids: ids.slice(IN_REPRESENTATIONS), representations } });
};

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

/**
 * Makes rounds of mutated ids, cursors and queries until there were `count`; the same ones for the same seeds. Every id
 * and cursor is decoded here, as the resolvers do it. What is taken goes to the server, and some of what is refused;
 * every query goes there.
 */
export const campaign = async (count: number, seed: number, parts: CampaignParts): Promise<Tally> => {
  const { seeds, ask, judge, report } = parts;
  const random = new Random(seed);
  const tally: Tally = { ids: 0, cursors: 0, queries: 0, sentIds: 0, sentCursors: 0, requests: 0 };
  const mutants = (from: readonly string[], length: number, forged: number): readonly string[] =>
    Array.from({ length }, () => {
      const [text, other] = [pick(from, random), pick(from, random)];
      return random.chance(forged) ? forge(text, other, random) : mutateText(text, other, random);
    });
  const idsRequests = (): readonly string[] => {
    const ids = mutants(seeds.ids, IDS, FORGED_IDS);
    const taken = ids.filter(takesId);
    const refused = ids.filter((id) => !taken.includes(id));
    const sent = [...refused.slice(0, REFUSED_SENT), ...taken];
    tally.sentIds += sent.length;
    return chunks(sent, IDS_IN_REQUEST).map((chunk) => idsRequest(chunk, random));
  };
  const listsRequests = (): readonly string[] => {
    const lists = seeds.cursors.map((list) => {
      const binding = bindingIn(list[0] ?? "");
      const cursors = mutants(list, CURSORS_OF_A_LIST, FORGED_CURSORS);
      const taken = cursors.filter((cursor) => takesCursor(cursor, binding));
      return { taken: taken.length, inOrder: [...taken, ...cursors.filter((cursor) => !taken.includes(cursor))] };
    });
    const requests = 1 + Math.max(...lists.map(({ taken }) => taken));
    tally.sentCursors += requests * LISTS;
    return Array.from({ length: requests }, (_, at) => {
      const after = Object.fromEntries(lists.map(({ inOrder }, i) => [`c${i}`, inOrder[at]]));
      return JSON.stringify({ query: listsQuery, variables: { ...listVariables, ...after } });
    });
  };
  const queryRequest = (): string =>
    mutateOperation(pick(seeds.operations, random), pick(seeds.operations, random), random);

  while (sumOf(tally) < count) {
    const bodies = [...idsRequests(), ...listsRequests(), ...Array.from({ length: QUERIES }, queryRequest)];
    judge(await Promise.all(bodies.map(async (body) => ({ body, answer: await ask(body) }))));
    tally.ids += IDS;
    tally.cursors += CURSORS_OF_A_LIST * LISTS;
    tally.queries += QUERIES;
    tally.requests += bodies.length;
    report(tally);
  }
  return tally;
};
