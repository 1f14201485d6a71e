import { hash32 } from "../world/random.js";
import type { AuditFile } from "./audit-file.js";
import type { Selection } from "./selection.js";

/** The undocumented order of a list: by begin, or a shuffle that is the same for each call, or another for each call. */
export type FileOrder = "ascending" | "descending" | "none" | "reshuffled";

/** Up to here a shuffle goes by the files' ids, so that a file keeps its place among the others when some come or go. */
const SHUFFLE_BY_ID = 5_000;

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** k ↦ (a·k + b) mod n with a prime to n: a permutation that needs no memory. */
const scatter = (n: number, salt: number): ((rank: number) => number) => {
  let factor = Math.max(1, Math.floor(n * 0.618) + (salt % 7));
  while (gcd(factor, n) !== 1) factor += 1;
  return (rank) => (factor * rank + (salt % n)) % n;
};

/** The page [offset, offset + limit) of a selection in an order; `turn` differs from call to call. */
export const pageOf = (
  selection: Selection,
  order: FileOrder,
  offset: number,
  limit: number,
  turn: number,
): AuditFile[] => {
  const { total } = selection;
  const ranks = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => offset + i);
  if (order === "ascending") return ranks.map((rank) => selection.at(rank));
  if (order === "descending") return ranks.map((rank) => selection.at(total - 1 - rank));
  const salt = order === "none" ? 17 : hash32("turn", turn);
  if (total <= SHUFFLE_BY_ID) {
    const shuffled = [...selection]
      .map((file) => ({ file, place: hash32(file.id, salt) }))
      .sort((a, b) => a.place - b.place);
    return ranks.flatMap((rank) => shuffled[rank]?.file ?? []);
  }
  const place = scatter(total, salt);
  return ranks.map((rank) => selection.at(place(rank)));
};
