import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServiceName } from "../sources.js";
import { applyBehaviour } from "./apply-behaviour.js";
import { BadControlRequest } from "./control-input.js";
import { help } from "./help.js";
import { parseFault } from "./parse-fault.js";
import type { SandboxControl } from "./sandbox-control.js";

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
