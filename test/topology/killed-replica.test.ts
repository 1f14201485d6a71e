import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { type EventStream, subscribe } from "../http/support/events.js";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.js";
import { ask, buildProduct, GraphqlFailure, type Replica, startReplica, variablesFor } from "./support.js";

/** `MINUTES=10 npx jest test/topology/killed-replica.test.ts`: so long, a change a second, and a replica that dies twice. */
const MINUTES = Number(process.env.MINUTES ?? 0);
const ROUNDS = 6;
const POLLERS = 6;
const SUBSCRIBERS = 4;

const SOURCE = "mysql-eu";
const INSTANCE = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";
const LIST = `auditRecords(window: { from: "2026-01-01T00:00:00Z" }, filter: { sources: ["${SOURCE}"] }`;
const NODES = "newsCursor nodes { id ... on AuditLogFile { name } } pageInfo { hasNextPage }";
const POLL = `query ($newSince: String) { list: ${LIST}, first: 50, newSince: $newSince) { ${NODES} } }`;
const APPEARED = `subscription { list: ${LIST.replace("auditRecords", "auditRecordAppeared")}) { ${NODES} } }`;

interface List {
  readonly newsCursor: string;
  readonly nodes: readonly { readonly id: string; readonly name: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean };
}

/** What one client was told: each record by its id. */
class Told {
  readonly names = new Set<string>();
  readonly twice: string[] = [];
  readonly #ids = new Set<string>();

  hear({ nodes }: List): void {
    for (const { id, name } of nodes) {
      if (this.#ids.has(id)) this.twice.push(name);
      this.#ids.add(id);
      this.names.add(name);
    }
  }
}

describeWithRedis("pollers and subscribers of two replicas, of which one is killed and started again", () => {
  let redis: RedisServer;
  let sandbox: Sandbox;
  let token: string;
  let variables: Record<string, string>;
  let replicas: Replica[];
  const due: string[] = [];

  beforeAll(async () => {
    buildProduct();
    [redis, sandbox] = await Promise.all([startRedis(), startSandbox({ control: false })]);
    token = sandbox.control.keystone.issue();
    variables = variablesFor(sandbox, redis.url);
    replicas = await Promise.all([startReplica(variables), startReplica(variables)]);
  }, 120_000);
  afterAll(async () => {
    for (const replica of replicas) replica.kill("SIGTERM");
    await Promise.all(replicas.map((replica) => replica.ended()));
    await Promise.all([redis.kill(), sandbox.stop()]);
  });

  /** A file that has just ended. */
  const append = (): void => {
    const end = Date.now();
    const name = `appeared-${due.length}`;
    sandbox.control
      .database(SOURCE)
      .instance(INSTANCE)
      .append({ name, begin: end - 60_000, end });
    due.push(name);
  };

  /** At the next replica, and at the one after it where no answer comes. */
  const anywhere = async <T>(turn: number, work: (baseUrl: string) => Promise<T>): Promise<T> => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await work(replicas[(turn + tries) % replicas.length]?.baseUrl ?? "");
      } catch (error) {
        if (error instanceof GraphqlFailure || tries > 20) throw error;
      }
    }
  };

  class Poller extends Told {
    #since: string | null = null;
    constructor(private turn: number) {
      super();
    }

    /** Until nothing more is new. */
    async poll(): Promise<void> {
      for (let more = true; more;) {
        const question = { query: POLL, variables: { newSince: this.#since } };
        const { list } = (await anywhere((this.turn += 1), (url) => ask(url, token, question))) as { list: List };
        // The first answer is a page of what there is; from then on it is news.
        if (this.#since !== null) this.hear(list);
        more = this.#since !== null && list.pageInfo.hasNextPage;
        this.#since = list.newsCursor;
      }
    }
  }

  class Subscriber extends Told {
    #last: string | undefined;
    #stream: EventStream | undefined;
    #isOver = false;
    readonly #running: Promise<void>;
    /** It was told where it stands. */
    readonly stands: Promise<void>;

    constructor(private turn: number) {
      super();
      let stand = (): void => undefined;
      this.stands = new Promise((resolve) => (stand = resolve));
      this.#running = this.#listen(stand);
    }

    async #listen(heard: () => void): Promise<void> {
      while (!this.#isOver) {
        try {
          const headers = { "x-auth-token": token, ...(this.#last ? { "last-event-id": this.#last } : {}) };
          this.#stream = await anywhere((this.turn += 1), (url) => subscribe(url, APPEARED, { headers }));
          for (let event = await this.#stream.next(); event; event = await this.#stream.next()) {
            const { list } = (event.data as { readonly data: { readonly list: List } }).data;
            this.hear(list);
            this.#last = event.id;
            heard();
          }
        } catch (error) {
          if (error instanceof GraphqlFailure) throw error;
        }
      }
    }

    /** Comes back at once, as after a connection that broke. */
    comeBack(): void {
      this.#stream?.leave();
    }

    async end(): Promise<void> {
      this.#isOver = true;
      this.#stream?.leave();
      await this.#running;
    }
  }

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await turn();
  };

  test(
    "lose nothing, and are told nothing twice",
    async () => {
      const pollers = Array.from({ length: POLLERS }, (_, i) => new Poller(i));
      const subscribers = Array.from({ length: SUBSCRIBERS }, (_, i) => new Subscriber(i));
      await Promise.all([...pollers.map((each) => each.poll()), ...subscribers.map(({ stands }) => stands)]);
      const ends = Date.now() + MINUTES * 60_000;
      const isGoingOn = (round: number): boolean => (MINUTES > 0 ? Date.now() < ends : round < ROUNDS);
      const died = { dies: 2, rises: 4, every: 60 };
      for (let round = 0; isGoingOn(round); round += 1) {
        append();
        const polls = Promise.all(pollers.map((each) => each.poll()));
        // While polls are under way.
        if (round % died.every === died.dies) {
          replicas[0]?.kill("SIGKILL");
          await replicas[0]?.ended();
        }
        if (round % died.every === died.rises) replicas[0] = await startReplica(variables);
        await polls;
        if (MINUTES > 0) await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
      for (const each of subscribers) each.comeBack();
      await until(() => subscribers.every(({ names }) => due.every((name) => names.has(name))));
      await Promise.all(subscribers.map((each) => each.end()));
      // A reading may be shared for a while: the last of the records may be in none of theirs yet.
      for (const each of pollers) while (!due.every((name) => each.names.has(name))) await each.poll();
      for (const { names, twice } of [...pollers, ...subscribers]) {
        expect(twice).toEqual([]);
        expect(due.filter((name) => !names.has(name))).toEqual([]);
      }
      expect(due.length).toBeGreaterThanOrEqual(ROUNDS);
      if (MINUTES > 0)
        console.log(`${due.length} records, each once, to ${POLLERS} pollers and ${SUBSCRIBERS} subscribers`);
    },
    120_000 + MINUTES * 90_000,
  );
});
