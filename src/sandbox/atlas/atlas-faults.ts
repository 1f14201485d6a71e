import { jsonReply, textReply, type Reply } from "../http/reply.js";
import type { MediaType } from "./representation.js";
import { element } from "./xml.js";

/** The faults' namespace is not the management one. */
const NAMESPACE = "http://docs.openstack.org/loadbalancers/api/v1.0";

export type FaultType =
  "badRequest" | "generalFault" | "itemNotFound" | "loadBalancerFault" | "overLimit" | "serviceUnavailable";

export const UNKNOWN_EXCEPTION = "An unknown exception has occurred. Please contact support.";

/** XML names the type; JSON has no such wrapper, so there the type follows from the status alone. */
export const atlasFault = (
  mediaType: MediaType,
  status: number,
  type: FaultType,
  message: string,
  details?: string,
): Reply => {
  if (mediaType === "json")
    return jsonReply(status, { code: status, message, ...(details !== undefined && { details }) });
  const children = [
    { name: "message", text: message },
    ...(details === undefined ? [] : [{ name: "details", text: details }]),
  ];
  return textReply(
    status,
    "application/xml",
    element({ name: type, attributes: { code: status }, children }, NAMESPACE, ""),
  );
};
