import { mix, writeParts } from "../world.js";
import type { BlockPlace, Damage } from "./place.js";

/** Records of a whole block; their counter goes on from block to block. */
export const SQL_RECORDS = 36;
/** No record but the last of a block is longer: then all of them fit, and the last takes what room is left. */
export const LONGEST_RECORD = 430;

interface Statement {
  readonly name?: string;
  readonly status?: string;
  /** command_class; empty for connections. */
  readonly command: string;
  readonly text: string;
}

const TABLES = ["orders", "order_lines", "customers", "stock", "invoices"];
const USERS = ["app", "shop", "report", "root"];

/** Statements of every day, by weight. */
const usual = (h: number): Statement => {
  const table = TABLES[h % TABLES.length] ?? "";
  const key = h % 1_000_000;
  const of = h % 100;
  if (of < 55) return { command: "select", text: `SELECT id, state, changed FROM ${table} WHERE id = ${key}` };
  if (of < 65) {
    const text = `SELECT c.name, count(*)\n  FROM ${table} AS t\n  JOIN customers c ON c.id = t.customer\n\tWHERE c.city = "Köln"\n GROUP BY c.name`;
    return { command: "select", text };
  }
  if (of < 80) {
    return { command: "insert", text: `INSERT INTO ${table} (id, note) VALUES (${key}, 'it''s "new", \\"really\\"')` };
  }
  if (of < 90) return { command: "update", text: `UPDATE ${table} SET state = 'sent' WHERE id = ${key}` };
  if (of < 93)
    return { command: "delete", text: `DELETE FROM ${table} WHERE id = ${key}`, status: h % 7 === 0 ? "1451" : "0" };
  if (of < 96) return { command: "show_tables", text: "show tables" };
  return { command: "set_option", text: "SET autocommit=1" };
};

/** A record as it would look outside of a statement: who writes it into one wants a reader to take it for a record. */
const FORGED = `"7","408543","0","Query",2020-03-20T03:35:05 UTC,"drop_table","DROP TABLE forged","root[root] @  [10.0.0.9]","","","10.0.0.9","shop"`;

/** The statements that a reader looks for stand at known places. */
const statementAt = (block: number, i: number, h: number): Statement => {
  if (i === 0) return { name: "Connect", status: "1159", command: "", text: "" };
  if (i === 1) return { name: "Quit", command: "", text: "" };
  if (i === 11 && block % 40 === 0) {
    const text = `DROP TABLE \`old_${TABLES[block % 5] ?? ""}_${block}\``;
    return { command: "drop_table", text, status: block % 120 === 80 ? "1051" : "0" };
  }
  if (i === 13 && block % 64 === 3) return { command: "grant", text: "GRANT SELECT ON shop.* TO 'report'@'%'" };
  if (i === 20 && block % 97 === 5) return { command: "select", text: `SELECT '\n${FORGED}\n'` };
  return usual(h);
};

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Every field in quotes but the time. */
const line = (id: number, place: number, time: number, statement: Statement, text: string, user: string): string => {
  const { name = "Query", status = "0", command } = statement;
  const stamp = `${writeParts(time, "-", "T", ":")} UTC`;
  const ip = `192.168.0.${10 + (place % 40)}`;
  const account = name === "Query" ? `${user}[${user}] @  [${ip}]` : "";
  const database = name === "Query" ? "shop" : "";
  return `"${id}","${408_543 + (place >> 3)}","${status}","${name}",${stamp},"${command}",${text},"${account}","","","${ip}","${database}"\n`;
};

/** How the statement of a damaged record stands in it. */
const damagedText = (damage: Damage, text: string): string => {
  if (damage === "raw-quote") return `"SELECT "raw", 1 FROM ${TABLES[0] ?? ""}"`;
  if (damage === "backslash") return `"SELECT \\"escaped\\", 1"`;
  if (damage === "nul") return `"SELECT 'before\u0000after'"`;
  // 0x01 becomes a byte that UTF-8 does not have (block.ts).
  if (damage === "invalid-utf8") return `"SELECT 'M\u0001ller'"`;
  if (damage === "raw-forgery") return `"SELECT '\n${FORGED}\n'"`;
  return text;
};

const LONG = 59_000;

/** A statement is written when it ends, under the time at which it began: so a file is in the order of ending. */
const begunAt = (written: number, h: number): number => {
  if (h % 500 === 0) return written - (h % LONG);
  return h % 25 === 0 ? written - (h % 8_000) : written;
};

/** The records of one block but for the filling, which the last one takes in `filler`. */
export const sqlBlock = ({ key, block, records, writtenAt, damage }: BlockPlace, filler: string): string => {
  let text = "";
  for (let i = 0; i < records; i += 1) {
    const h = mix(key + block, i);
    const place = block * SQL_RECORDS + i;
    // Numbers are taken before the records are written: neighbours may swap.
    const swap = mix(key + block, i - (i % 2) + 7_000) % 300 === 0 && i - (i % 2) + 1 < records;
    const id = swap ? place + 1 + (i % 2 === 0 ? 1 : -1) : place + 1;
    const user = USERS[h % USERS.length] ?? "";
    const isLast = i === records - 1;
    const statement = isLast ? { command: "insert", text: "" } : statementAt(block, i, h);
    const hit = damage !== undefined && i === 5 && block % 4 === 0 && !isLast;
    const quoted = isLast ? `"INSERT INTO events VALUES (1) /* ${filler} */"` : quote(statement.text);
    const written = line(
      id,
      place,
      begunAt(writtenAt(i), h),
      statement,
      hit ? damagedText(damage, quoted) : quoted,
      user,
    );
    text += hit && damage === "torn" ? `${written.slice(0, 90)}\n` : written;
  }
  return text;
};
