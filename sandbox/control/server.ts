import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Fault, faultKinds, isFaultKind } from "../fault-book.js";
import type { ServiceName } from "../world.js";
import { applyBehaviour, BadControlRequest, inputObject, isServiceName } from "./behaviours.js";
import type { SandboxControl } from "./control.js";

const NUMBERS = ["probability", "times", "after", "ms", "megabytes", "by", "every"];

/** A fault from outside; the parameters of each kind have defaults. */
const parseFault = (body: unknown): Fault => {
  const input = { source: "*", ...inputObject(body) } as Record<string, unknown>;
  if (input.source !== "*" && !isServiceName(input.source))
    throw new BadControlRequest("source: a source's name, keystone, or *.");
  if (!isFaultKind(input.kind)) throw new BadControlRequest(`kind: one of ${Object.keys(faultKinds).join(", ")}.`);
  for (const key of NUMBERS) {
    if (key in input && typeof input[key] !== "number") throw new BadControlRequest(`${key}: a number.`);
  }
  return input as unknown as Fault;
};

/** GET / of the control interface: what can be asked, with examples to copy. */
const help = (sources: Readonly<Record<ServiceName, string>>): unknown => ({
  what: "Controls the embedded upstreams: faults, behaviours and the log of what they were asked.",
  sources,
  calls: {
    "GET /": "this page",
    "GET /faults": "the faults that are switched on, and how many requests each struck",
    "POST /faults":
      "switches a fault on: { source, kind, route?, probability?, times?, after?, …parameters }; answers its id",
    "DELETE /faults": "switches all off; ?source= only that source's",
    "DELETE /faults/{id}": "switches one off",
    "GET /requests": "the log, credentials removed, and counters by source; ?source= filters it",
    "DELETE /requests": "forgets the log",
    "POST /behaviour": "{ source, … }: the switches of one source, see examples",
  },
  faultKinds: Object.keys(faultKinds),
  examples: {
    "POST /faults": [
      { source: "mysql-eu", kind: "latency", ms: 1500 },
      { source: "mysql-eu", kind: "throttled", retryAfter: 2, times: 3 },
      { source: "compute-eu", kind: "bad-gateway", probability: 0.3 },
      { source: "dds-eu", route: "files", kind: "cut-body" },
      { source: "*", kind: "tokens-expire", times: 1 },
    ],
    "POST /behaviour": [
      { source: "compute-eu", period: "day@6", rewriteHistory: true, transport: "silent-close" },
      { source: "mysql-eu", instance: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07", order: "none", filter: "overlap" },
      {
        source: "mysql-eu",
        instance: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07",
        append: [{ begin: "2026-01-01T00:00:00Z" }],
      },
      { source: "lb", xmlOnly: true, changesSince: "documented" },
      { source: "balancers-eu", roles: "keystone", pageMax: 5 },
      { source: "keystone", ttlMs: 60_000, expireAll: true },
    ],
  },
});

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
  } catch {
    throw new BadControlRequest("The body is not JSON.");
  }
};

/** The control interface over HTTP, for users and tools outside the process. */
export class ControlServer {
  readonly #server: Server;

  constructor(
    private readonly control: SandboxControl,
    private readonly sources: Readonly<Record<ServiceName, string>>,
  ) {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** Returns the base URL. */
  async start(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { "Content-Type": "application/json" }).end(`${JSON.stringify(body, null, 2)}\n`);
    };
    try {
      const answer = await this.#answer(request);
      send(answer === undefined ? 404 : 200, answer ?? { error: "Not found; GET / says what there is." });
    } catch (error) {
      if (error instanceof BadControlRequest) send(400, { error: error.message });
      else send(500, { error: "Unexpected error." });
    }
  }

  async #answer(request: IncomingMessage): Promise<unknown> {
    const url = new URL(request.url ?? "/", "http://control");
    const { faults, log } = this.control;
    const source = url.searchParams.get("source") ?? undefined;
    const id = /^\/faults\/(\d+)$/.exec(url.pathname)?.[1];
    switch (`${request.method ?? "GET"} ${id === undefined ? url.pathname : "/faults/{id}"}`) {
      case "GET /":
        return help(this.sources);
      case "GET /faults":
        return { faults: faults.list() };
      case "POST /faults":
        return { id: faults.add(parseFault(await readJson(request))) };
      case "DELETE /faults":
        faults.clear(source);
        return { faults: faults.list() };
      case "DELETE /faults/{id}":
        return { removed: faults.remove(Number(id)) };
      case "GET /requests":
        return { requests: log.requests(source), counters: log.allCounters() };
      case "DELETE /requests":
        log.reset();
        return { requests: [] };
      case "POST /behaviour":
        applyBehaviour(this.control, await readJson(request));
        return { done: true };
      default:
        return undefined;
    }
  }
}
