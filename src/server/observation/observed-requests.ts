import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from "fastify";
import type { Telemetry } from "../../telemetry/create-telemetry.js";
import { ObservedOperation } from "./observed-operation.js";
import { clientNameOf } from "./request-identity.js";

/** Begins an ObservedOperation with each request of a GraphQL route, and ends it with the answer. */
export class ObservedRequests {
  constructor(private readonly telemetry: Telemetry) {}

  /** Of a request of a route that has the hooks. */
  of(request: FastifyRequest): ObservedOperation {
    const observed = request.observedOperation;
    if (!observed) throw new Error("a request is not observed: its route lacks the hooks");
    return observed;
  }

  /** The end is told before the answer leaves: who has the answer finds it in the log and the metrics. */
  readonly hooks: Pick<RouteShorthandOptions, "onRequest" | "onSend"> = {
    onRequest: (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      const { id, headers } = request;
      const telemetry = this.telemetry.begin(headers);
      const observed = new ObservedOperation({ requestId: id, client: clientNameOf(headers), telemetry });
      request.observedOperation = observed;
      reply.raw.once("close", () => observed.abandon());
      done();
    },
    onSend: (request, reply, _payload, done) => {
      this.of(request).end(reply.statusCode);
      done();
    },
  };
}
