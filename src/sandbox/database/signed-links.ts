import { createHmac } from "node:crypto";
import { queryOf, type Call } from "../http/call.js";
import { textReply, type Reply } from "../http/reply.js";
import type { AuditFile } from "./audit-file.js";

const VALID_SECONDS = 300;

const signatureOf = (path: string, expires: string, seed: number): string =>
  createHmac("sha1", `obs ${seed}`).update(`${path}\n${expires}`).digest("base64url");

/** A pre-signed link to a file: five minutes, no token needed. */
export const signedLink = (origin: string, instanceId: string, file: AuditFile, now: number, seed: number): string => {
  const path = `/obs/${instanceId}/${encodeURIComponent(file.id)}/${encodeURIComponent(file.name)}`;
  const expires = `${Math.floor(now / 1000) + VALID_SECONDS}`;
  return `${origin}${path}?AccessKeyId=SANDBOXOBS&Expires=${expires}&Signature=${signatureOf(path, expires, seed)}`;
};

const denied = (message: string): Reply =>
  textReply(
    403,
    "application/xml",
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`,
  );

const HEADER =
  "record_id,connection_id,connection_status,name,timestamp,command_class,sqltext,user,host,external_user,ip,default_db";

/** A short file in the user guide's columns; its true size is not reproduced. */
const contents = (file: AuditFile): string => {
  const rows = [0, 0.5, 1].map((share, number) => {
    const time = new Date(file.begin + share * (file.end - file.begin)).toISOString();
    return `${number + 1}_${file.id},${100 + number},0,Query,${time},select,"SELECT 1",app,localhost,,192.168.0.10,orders`;
  });
  return `${[HEADER, ...rows].join("\n")}\n`;
};

/** Serves a signed link: its path and expiry must be those that were signed. */
export const download = (
  call: Call,
  find: (instanceId: string, fileId: string) => AuditFile | undefined,
  seed: number,
): Reply => {
  const query = queryOf(call);
  const expires = query.get("Expires") ?? "";
  if (query.get("Signature") !== signatureOf(call.rawPath, expires, seed))
    return denied("The signature does not match.");
  if (call.now >= Number(expires) * 1000) return denied("Request has expired");
  const [, , instanceId = "", fileId = ""] = call.rawPath.split("/");
  const file = find(instanceId, decodeURIComponent(fileId));
  return file
    ? textReply(200, "text/csv", contents(file))
    : textReply(404, "application/xml", "<Error><Code>NoSuchKey</Code></Error>");
};
