import type { GraphQLSchema } from "graphql";
import { Pool } from "undici";
import { alike } from "./alike.js";
import { type Class, type Tally } from "./classes.js";
import { type Asked, generateRequests } from "./generate.js";
import { type Expected, Oracle } from "./oracle.js";
import type { World } from "./world.js";

export interface Campaign {
  readonly baseUrl: string;
  readonly schema: GraphQLSchema;
  readonly world: World;
  readonly tally: Tally;
  /** How often each request is made by POST. */
  readonly times: number;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Longest URL that servers between a caller and this one are known to take. */
const LONGEST_URL = 8_000;

const outcomes = (
  { text, result: { data, errors = [] } }: Expected,
  { document }: Asked,
): Readonly<Partial<Record<Class, boolean>>> => {
  const valueAt = (path: readonly (string | number)[]): unknown =>
    path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | null | undefined)?.[key], data);
  const paths = errors.flatMap(({ path }) => (path ? [path] : []));
  return {
    "answer: no operation": errors.some(({ message }) => /^(Unknown operation|Must provide operation)/.test(message)),
    "answer: variables refused": data === undefined && errors.some(({ message }) => message.startsWith("Variable")),
    "answer: data is null": data === null,
    "answer: null in a list where an error happened": paths.some(
      (path) => typeof path.at(-1) === "number" && valueAt(path) === null,
    ),
    "answer: error inside a list": paths.some((path) => path.slice(0, -1).some((key) => typeof key === "number")),
    "answer: null above the error's own place": paths.some((path) => valueAt(path) === undefined),
    "answer: several errors": errors.length > 1,
    "answer: empty object": text.includes("{}"),
    "answer: introspection beside data":
      document.includes("__type(") && Object.keys(data ?? {}).length > 1 && errors.length === 0,
    "answer: text that JSON escapes": text.includes("\\u0007"),
    "answer: record of a type behind an interface": /"(LoadBalancerAudit|AuditLogFile|UsageAuditPeriod)"/.test(text),
  };
};

const told = (seed: number, how: string, asked: Asked, expected: Expected, answer: Answer): string =>
  [
    `Seed ${seed}: ${how} is not answered as graphql-js answers it (npm run test:answers -- --count 1 --seed ${seed}).`,
    JSON.stringify(asked.document),
    `variables ${JSON.stringify(asked.variables)} operationName ${JSON.stringify(asked.operationName)} caller ${asked.caller}`,
    asked.document,
    `graphql-js: ${expected.status} ${alike(expected.text)}`,
    `answered:   ${answer.status} ${alike(answer.text)}`,
  ].join("\n");

/** Asks the product and graphql-js the same, and throws where they differ. */
export class Comparison {
  readonly #pool: Pool;
  readonly #oracle: Oracle;
  /** Requests that went out. */
  asked = 0;

  constructor(private readonly campaign: Campaign) {
    this.#pool = new Pool(campaign.baseUrl, { connections: 1 });
    this.#oracle = new Oracle(campaign.schema);
  }

  /** All requests of one seed, in turn and again, so that what one leaves behind shows in the other. */
  async run(seed: number): Promise<void> {
    const { schema, world, tally, times } = this.campaign;
    const requests = generateRequests(schema, world, seed, tally);
    const expected: Expected[] = [];
    for (const asked of requests) expected.push(await this.#expect(asked));
    const each = async (how: string, ask: (asked: Asked) => Promise<Answer | undefined>): Promise<void> => {
      for (const [i, wanted] of expected.entries()) {
        const asked = requests[i];
        const answer = asked && (await ask(asked));
        if (!asked || !answer) continue;
        if (answer.status === wanted.status && alike(answer.text) === alike(wanted.text)) continue;
        throw new Error(told(seed, how, asked, wanted, answer));
      }
    };
    for (let time = 1; time <= times; time += 1) await each(`POST ${time}`, (asked) => this.#post(asked));
    await each("GET", (asked) => this.#get(asked));
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #expect(asked: Asked): Promise<Expected> {
    const expected = await this.#oracle.answer(asked);
    for (const [name, isMet] of Object.entries(outcomes(expected, asked))) {
      if (isMet) this.campaign.tally.met(name as Class);
    }
    return expected;
  }

  #post({ document: query, variables, operationName, caller }: Asked): Promise<Answer> {
    const headers = { "content-type": "application/json", "x-auth-token": caller };
    const body = JSON.stringify({ query, variables, operationName });
    return this.#answer(this.#pool.request({ path: "/graphql", method: "POST", headers, body }));
  }

  /** Undefined where the URL would be too long. */
  async #get({ document: query, variables, operationName, caller }: Asked): Promise<Answer | undefined> {
    const members = { query, variables: variables && JSON.stringify(variables), operationName };
    const given = Object.entries(members).filter((pair): pair is [string, string] => typeof pair[1] === "string");
    const path = `/graphql?${new URLSearchParams(given).toString()}`;
    if (path.length > LONGEST_URL) return undefined;
    const headers = { "apollo-require-preflight": "true", "x-auth-token": caller };
    return this.#answer(this.#pool.request({ path, method: "GET", headers }));
  }

  async #answer(request: ReturnType<Pool["request"]>): Promise<Answer> {
    this.asked += 1;
    const { statusCode, body } = await request;
    return { status: statusCode, text: await body.text() };
  }
}
