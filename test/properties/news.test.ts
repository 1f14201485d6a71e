import fc from "fast-check";
import { readNews, whatIsShown } from "../../src/audit/news.js";
import type { NewsRecord } from "../../src/audit/appearance.js";
import { decodeNews, encodeNews, type NewsState } from "../../src/audit/news-token.js";
import { bindingOf } from "../../src/audit/cursor.js";
import type { Session } from "../../src/audit/session.js";
import { failedTimeline, type Timeline } from "../../src/audit/timeline.js";
import { asAuditError } from "../../src/audit/errors.js";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/audit/window.js";
import type { NewsParts } from "../../src/graphql/context.js";
import {
  type ManualClock,
  manualClock,
  type InstanceControl,
  type Sandbox,
  startSandbox,
} from "../../sandbox/index.js";
import { newsParts } from "../support/news.js";
import { type SandboxSources, sourcesOver } from "../support/sandbox-sources.js";
import { Ledger, nameOf } from "./news-ledger.js";
import { Random } from "./random.js";

/** `WALKS=2000 SEED=7 npx jest test/properties/news.test.ts` for a long run; `WALK=40` for one of them, by its path. */
const WALKS = Number(process.env.WALKS ?? 4);
const { WALK } = process.env;
const SEED = Number(process.env.SEED ?? 20_261_127);
const NOW = Date.UTC(2026, 10, 1, 12);
const SOURCES = ["mysql-eu", "rds-eu", "dds-eu"] as const;
const NOVA = "compute-eu";
const ATLAS = "lb";
const BOUND = { binding: bindingOf("the list"), named: { list: "the list" } };

const cases = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  files: fc.constantFrom(0, 7, 60, 150),
  gap: fc.constantFrom(5 * MINUTE, 20 * MINUTE, HOUR),
  order: fc.constantFrom("ascending" as const, "descending" as const, "none" as const),
  filter: fc.constantFrom("begin" as const, "overlap" as const, "containment" as const),
  boundary: fc.constantFrom("inclusive" as const, "exclusive" as const),
  /** Changes between two polls, on average, and what time passes between them. */
  rate: fc.constantFrom(0, 1, 5, 20),
  rhythm: fc.constantFrom(SECOND, 30 * SECOND, 10 * MINUTE, 7 * HOUR, 3 * DAY),
  /** Pages of one and of three records are asked for where little comes at once: each of them is a reading. */
  size: fc.constantFrom(1, 3, 50, 200),
  polls: fc.integer({ min: 3, max: 12 }),
  /** A source is down at a poll with this likelihood. */
  failing: fc.constantFrom(0, 0, 0.3),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

interface Replica {
  readonly sources: SandboxSources;
  readonly news: NewsParts;
}

describe("news of lists that change, by two replicas that share no more than a token", () => {
  let clock: ManualClock;
  let sandbox: Sandbox;
  beforeAll(async () => {
    clock = manualClock(NOW);
    sandbox = await startSandbox({ clock, control: false, recordLimit: 100 });
  });
  afterAll(() => sandbox.stop());

  const timelinesOf = async ({ sources }: Replica, session: Session): Promise<Timeline<NewsRecord>[]> => {
    const databases = SOURCES.map(async (name): Promise<Timeline<NewsRecord>[]> => {
      const reader = sources.database(name, session);
      try {
        return (await reader.instanceIds()).map((id) => reader.files(id));
      } catch (error) {
        return [failedTimeline(sources.source(name).info, asAuditError(error))];
      }
    });
    const lists = await Promise.all(databases);
    const [nova, atlas] = [sources.source(NOVA), sources.source(ATLAS)];
    if (nova.subject !== "usage" || atlas.subject !== "loadBalancer") throw new Error("other sources than expected");
    return [...lists.flat(), nova.open(session).periods, atlas.open(session).audits()];
  };

  const open = async (replica: Replica) => {
    const session = replica.sources.session();
    const timelines = await timelinesOf(replica, session);
    const shareKey = ({ source, instance }: Timeline<NewsRecord>): string => `${source.name} ${instance ?? ""}`;
    const list = { window: { from: Date.UTC(2009, 0), to: session.now + 1 }, timelines, shareKey };
    return { list, session };
  };

  const faultIn = async (each: Case): Promise<string | undefined> => {
    const random = new Random(each.seed);
    const { order, filter, boundary, gap, files } = each;
    const rhythm = each.size < 50 ? Math.min(each.rhythm, 10 * MINUTE) : each.rhythm;
    const replicas = [0, 1].map((): Replica => ({ sources: sourcesOver(sandbox, clock), news: newsParts(clock) }));
    const at = (): Replica => {
      const replica = replicas[random.below(2)];
      if (!replica) throw new Error("no such replica");
      return replica;
    };
    /** As a file is listed: when it has ended, a day after its begin at most. */
    const ended = (before: number): { begin: number; end: number } => {
      const length = Math.min(DAY, gap * (random.chance(0.05) ? 30 : 0.3 + random.next()));
      return { begin: clock() - before - length, end: clock() - before };
    };
    const made: {
      readonly database: ReturnType<typeof sandbox.control.database>;
      readonly instance: InstanceControl;
    }[] = [];
    const create = (): InstanceControl => {
      const database = sandbox.control.database(SOURCES[random.below(3)] ?? "mysql-eu");
      const instance = database.createInstance({
        name: `news-${random.below(1e9)}`,
        behaviour: { order, filter, boundary },
        files: [],
      });
      made.push({ database, instance });
      return instance;
    };
    const ledger = new Ledger();
    const atlas = sandbox.control.atlas;
    const appear = (): void => {
      const instance = made[random.below(made.length)]?.instance ?? create();
      // Up to half a day late; never with the same end as an older one of the same name.
      const late = random.chance(0.3) ? random.below(12 * HOUR) : random.below(Math.max(1, rhythm / SECOND)) * SECOND;
      const before = new Set(instance.files().map(({ id }) => id));
      instance.insert(ended(Math.min(late, 12 * HOUR)));
      for (const { id } of instance.files()) if (!before.has(id)) ledger.due.add(`${instance.id} ${id}`);
    };
    const prune = (): void => {
      const instance = made[random.below(made.length)]?.instance;
      const file = instance?.files()[random.below(Math.max(1, instance.count()))];
      if (!instance || !file || ledger.due.has(`${instance.id} ${file.id}`)) return;
      instance.remove([file.id]);
    };
    const balance = (): void => {
      const [balancer] = atlas.balancers().slice(random.below(atlas.balancers().length));
      if (!balancer) return;
      const status = random.chance(0.5) ? "ERROR" : "PENDING_UPDATE";
      atlas.updateBalancer(balancer.id, {
        status,
        updated: Math.floor(clock() / SECOND) * SECOND - random.below(60) * SECOND,
      });
    };
    const change = (): void => {
      for (let left = each.rate * 2 * random.next(); random.chance(left); left -= 1) {
        const kind = random.below(8);
        if (kind < 5) appear();
        else if (kind === 5) prune();
        else if (kind === 6) balance();
        else if (random.chance(0.2)) create();
      }
    };
    /** What a list shows of balancers and periods, by a reading of its own. */
    const states = async (): Promise<Set<string>> => {
      const { list } = await open(replicas[0] ?? at());
      const names = new Set<string>();
      for (const timeline of list.timelines.slice(-2)) {
        const from = clock() - 40 * DAY;
        for await (const { records } of timeline.read({
          window: { from, to: clock() + 1 },
          order: "NEWEST_FIRST",
          expected: 3,
        })) {
          for (const record of records) names.add(nameOf(record));
        }
      }
      return names;
    };
    const tokenOf = (state: NewsState, { news }: Replica): string => encodeNews(state, BOUND, news.store);

    try {
      for (let i = 0; i < 3; i += 1) create();
      for (const { instance } of made) {
        instance.setFiles(Array.from({ length: files }, (_, i) => ended(i * gap)));
      }
      // What the sandbox makes by itself as time passes: all of it is due.
      const own = new Set<string>();
      const listed = (): { key: string; end: number }[] =>
        SOURCES.flatMap((name) => {
          const database = sandbox.control.database(name);
          return database.ids().flatMap((id) =>
            database
              .instance(id)
              .newest(10_000)
              .map((file) => ({ key: `${id} ${file.id}`, end: file.end })),
          );
        });
      let replica = at();
      const first = await open(replica);
      for (const { key } of listed()) own.add(key);
      let shown = await states();
      let token = tokenOf(await whatIsShown(first.list, first.session, replica.news.readings), replica);
      const poll = async (): Promise<void> => {
        for (let more = true, rounds = 0; more; rounds += 1) {
          if (rounds > 3_000) throw new Error("no end of news");
          replica = at();
          const { list, session } = await open(replica);
          const since = await decodeNews(token, BOUND, replica.news.store);
          const news = await readNews(list, since, each.size, session, replica.news.readings);
          ledger.hear(news.records);
          token = tokenOf(news.state, replica);
          more = news.hasMore;
        }
      };
      for (let i = 0; i < each.polls; i += 1) {
        clock.advance(rhythm * random.next() * 2);
        change();
        const now = await states();
        for (const name of now) if (!shown.has(name)) ledger.due.add(name);
        shown = new Set([...shown, ...now]);
        for (const { key } of listed()) if (!own.has(key)) ledger.due.add(key);
        const down = random.chance(each.failing)
          ? sandbox.control.faults.add({ source: SOURCES[random.below(3)] ?? "rds-eu", kind: "server-error" })
          : undefined;
        await poll();
        if (down !== undefined) {
          sandbox.control.faults.remove(down);
          clock.advance(2 * MINUTE);
        }
      }
      for (let i = 0; i < 2; i += 1) {
        clock.advance(2 * MINUTE);
        for (const { key } of listed()) if (!own.has(key)) ledger.due.add(key);
        await poll();
      }
      return ledger.fault;
    } finally {
      for (const { database, instance } of made) database.removeInstance(instance.id);
      await Promise.all(replicas.map(({ sources }) => sources.stop()));
    }
  };

  it(
    "tell every record that appears exactly once, whatever the rhythm of the polls",
    async () => {
      await fc.assert(
        fc.asyncProperty(cases, async (each) => {
          const fault = await faultIn(each);
          if (fault !== undefined) throw new Error(fault);
        }),
        { numRuns: WALKS, seed: SEED, endOnFailure: true, ...(WALK === undefined ? {} : { path: WALK }) },
      );
    },
    120_000 + WALKS * 40_000,
  );
});
