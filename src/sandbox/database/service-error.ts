import { jsonReply, type Reply } from "../http/reply.js";
import type { ErrorCode } from "./dialect.js";

/** The service's own error: {error_code, error_msg}. */
export const serviceError = ({ status, code }: ErrorCode, message: string): Reply =>
  jsonReply(status, { error_code: code, error_msg: message });

/** The gateway's: the same two keys and request_id, which is filled in when the answer leaves. */
export const gatewayError = (status: number, code: string, message: string): Reply =>
  jsonReply(status, { error_msg: message, error_code: code, request_id: "" });

/** 400 DBS.200001, the only documented family that fits a bad parameter. */
export const badParameter = (what: string): Reply =>
  serviceError({ status: 400, code: "DBS.200001" }, `Parameter error: ${what}`);

export const noSuchApi = (): Reply =>
  gatewayError(404, "APIGW.0101", "The API does not exist or has not been published in the environment");
