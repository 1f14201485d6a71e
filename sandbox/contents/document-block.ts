import { mix } from "../world.js";
import type { BlockPlace } from "./place.js";

export const DOCUMENT_RECORDS = 24;
/** As for SQL: no record but the last of a block is longer. */
export const LONGEST_DOCUMENT = 600;

const COLLECTIONS = ["products", "carts", "sessions", "prices"];
const COMMANDS = ["find", "aggregate", "insert", "update", "delete", "replSetGetStatus"];

/** Milliseconds, and the offset that LTS shows. */
const stamp = (time: number): string => new Date(time).toISOString().replace("Z", "+0000");

const commandAt = (block: number, i: number, h: number): string => {
  if (i === 7 && block % 20 === 0) return "drop";
  if (i === 9 && block % 32 === 1) return "createUser";
  return COMMANDS[h % COMMANDS.length] ?? "";
};

const paramOf = (command: string, h: number, filler: string): object => {
  const collection = COLLECTIONS[h % COLLECTIONS.length] ?? "";
  if (command === "replSetGetStatus") return { command, ns: "admin", args: { replSetGetStatus: 1, $db: "admin" } };
  const args = {
    [command]: collection,
    comment: `say "hi"\n${filler}`,
    txnNumber: { $numberLong: String(h) },
    $db: "catalogue",
  };
  return { command, ns: `catalogue.${collection}`, args };
};

/** One object in a line, in MongoDB's audit schema, with keys that no document names: newer versions have them. */
export const documentBlock = ({ key, block, records, writtenAt, damage }: BlockPlace, filler: string): string => {
  let text = "";
  for (let i = 0; i < records; i += 1) {
    const h = mix(key + block, i);
    const isLast = i === records - 1;
    const command = isLast ? "insert" : commandAt(block, i, h);
    const isFailed = h % 50 === 0;
    const written = JSON.stringify({
      atype: command === "createUser" ? "createUser" : "authCheck",
      ts: { $date: stamp(writtenAt(i)) },
      local: { ip: "192.168.1.20", port: 8_635 },
      remote: { ip: `192.168.0.${10 + (h % 40)}`, port: 40_000 + (h % 9_000) },
      users: command === "replSetGetStatus" ? [] : [{ user: "rwuser", db: "admin" }],
      roles: [{ role: "readWrite", db: "catalogue" }],
      param: paramOf(command, h, isLast ? filler : ""),
      result: isFailed ? 13 : 0,
      recordVersion: 3,
    });
    const hit = damage !== undefined && i === 5 && block % 4 === 0 && !isLast;
    text += `${hit ? damaged(damage, written) : written}\n`;
  }
  return text;
};

const damaged = (damage: NonNullable<BlockPlace["damage"]>, written: string): string => {
  if (damage === "torn") return written.slice(0, 90);
  if (damage === "nul") return written.replace("hi", "\\u0000");
  if (damage === "invalid-utf8") return written.replace("rwuser", "rw\u0001user");
  return written.replace('\\"hi', '"hi');
};

/** The form that the log service shows of the same records; whether files have it is not known. */
export const LTS_LINE = `${JSON.stringify({
  topic: "auditLog",
  instanceid: "65d3fe0c50984b35bc1a36e9b7c7de98in02",
  nodeid: "10190012aae94b38a10269b8ad025fc1no02",
  db: "catalogue",
  coll: "products",
  optype: "update",
  time: "2022-08-05T08:24:15.536+0000",
  user_ip: "192.168.0.12",
  user_port: "40112",
  user: "rwuser",
  param: { command: "update", ns: "catalogue.products", args: { update: "products" } },
})}\n`;
