import type { OctaviaState } from "./world.js";
import { balancerBody, poolBodies } from "./answers.js";

/** Why a list is not answered. */
export type Refusal =
  | { readonly refused: "argument" | "marker" | "key"; readonly text: string }
  | { readonly refused: "limit" | "direction"; readonly text: string }
  | { readonly refused: "exception"; readonly text: string }
  | { readonly refused: "sql" }
  | { readonly refused: "closed" };

/** By the name of the collection, the rows of a page and its links. */
interface Listed {
  readonly body: Readonly<Record<string, readonly unknown[]>>;
}

export type Collection = "loadbalancers" | "pools";

type Row = Readonly<Record<string, unknown>>;
type Sort = readonly (readonly [key: string, isDescending: boolean])[];

const COMMON = [
  "id",
  "name",
  "description",
  "provisioning_status",
  "operating_status",
  "project_id",
  "created_at",
  "updated_at",
];
const FILTERS: Readonly<Record<Collection, readonly string[]>> = {
  loadbalancers: [...COMMON, "provider", "flavor_id", "availability_zone"],
  pools: [...COMMON, "loadbalancer_id", "protocol", "lb_algorithm"],
};
const AUXILIARY = ["limit", "marker", "sort", "sort_key", "sort_dir", "fields", "page_reverse"];
const TAGS = ["tags", "tags-any", "not-tags", "not-tags-any"];
const COLLECTIONS = ["listeners", "pools", "amphorae"];
/** Sorted by them a list is answered; behind a marker it is not. */
const NOT_BEHIND_A_MARKER = ["vip_address", "admin_state_up"];

const textOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);

/** As MariaDB compares words: upper and lower case are one. */
const fold = (text: string): string => text.toLowerCase();

const compare = (a: string, b: string): number => (fold(a) < fold(b) ? -1 : fold(a) > fold(b) ? 1 : 0);

/** NULL stands before everything. */
const inOrder = (a: Row, b: Row, sort: Sort): number => {
  for (const [key, isDescending] of sort) {
    const [x, y] = [textOf(a[key]), textOf(b[key])];
    const order = x === null ? (y === null ? 0 : -1) : y === null ? 1 : compare(x, y);
    if (order !== 0) return isDescending ? -order : order;
  }
  return 0;
};

/** As the query has it: a NULL compares with nothing, so such a row stands behind no marker, and before none. */
const isBehind = (row: Row, marker: Row, sort: Sort, isReverse: boolean): boolean => {
  for (const [key, isDescending] of sort) {
    const [value, limit] = [textOf(row[key]), textOf(marker[key]) ?? ""];
    if (value === null) return false;
    const order = compare(value, limit);
    if (order !== 0) return isDescending === isReverse ? order > 0 : order < 0;
  }
  return false;
};

const sortOf = (query: URLSearchParams, filters: readonly string[]): Sort | Refusal => {
  const pairs = query.has("sort")
    ? (query.get("sort") ?? "").split(",").map((part) => part.split(":"))
    : (query.get("sort_key") ?? "").split(",").flatMap((key, i) => {
        const direction = (query.get("sort_dir") ?? "").split(",")[i] ?? "";
        return key === "" ? [] : [[key, direction === "" ? "asc" : direction]];
      });
  const sort: (readonly [string, boolean])[] = [];
  for (const [key = "", direction = "asc"] of pairs) {
    if (!/^(?:asc|desc)$/i.test(direction)) {
      return { refused: "direction", text: `Supplied sort direction '${direction}' is not valid.` };
    }
    if (key === "listeners" || key === "tags") {
      return { refused: "exception", text: "GROUP BY / OF / etc. expression expected, got <property object>." };
    }
    if (![...filters, ...NOT_BEHIND_A_MARKER].includes(key))
      return { refused: "key", text: `Supplied sort key '${key}' is not valid.` };
    sort.push([key, direction.toLowerCase() === "desc"]);
  }
  for (const key of ["created_at", "id"]) if (!sort.some(([known]) => known === key)) sort.push([key, false]);
  return sort;
};

const limitOf = (query: URLSearchParams, most: number): number | Refusal => {
  const asked = query.get("limit");
  if (asked === null) return most;
  if (asked === "infinite" || (/^-?\d+$/.test(asked) && Number(asked) < 1)) {
    return { refused: "exception", text: "'>=' not supported between instances of 'int' and 'NoneType'" };
  }
  if (!/^\d+$/.test(asked)) return { refused: "limit", text: `Supplied pagination limit '${asked}' is not valid.` };
  return Math.min(Number(asked), most);
};

const passesTags = (row: Row, query: URLSearchParams): boolean => {
  const own = row.tags as readonly string[];
  const asked = (name: string): string[] | undefined => query.get(name)?.split(",");
  return (
    (asked("tags")?.every((tag) => own.includes(tag)) ?? true) &&
    (asked("tags-any")?.some((tag) => own.includes(tag)) ?? true) &&
    !(asked("not-tags")?.every((tag) => own.includes(tag)) ?? false) &&
    !(asked("not-tags-any")?.some((tag) => own.includes(tag)) ?? false)
  );
};

const refusalOf = (query: URLSearchParams, filters: readonly string[]): Refusal | undefined => {
  const names = [...query.keys()];
  const repeated = names.filter((name, i) => names.indexOf(name) !== i && name !== "fields");
  if (repeated.some((name) => name === "limit" || name === "sort")) return { refused: "closed" };
  if (names.some((name) => COLLECTIONS.includes(name))) {
    return {
      refused: "exception",
      text: "Can't compare a collection to an object or collection; use contains() to test for membership.",
    };
  }
  const known = [...filters, ...AUXILIARY, ...TAGS, "vip"];
  if (names.some((name) => !known.includes(name))) {
    return { refused: "argument", text: "One or more arguments are either duplicate or invalid" };
  }
  return repeated.length > 0 ? { refused: "sql" } : undefined;
};

/** They keep the limit, the sort and the marker, and drop every filter. */
const linksOf = (page: readonly Row[], query: URLSearchParams, limit: number, url: string): unknown[] => {
  const kept = ["sort", "sort_key"].flatMap((name) => (query.has(name) ? [`${name}=${query.get(name) ?? ""}`] : []));
  const link = (row: Row | undefined, more: readonly string[]): string =>
    `${url}?${[`limit=${limit}`, ...kept, `marker=${textOf(row?.id) ?? ""}`, ...more].join("&")}`;
  if (page.length === 0) return [];
  return [
    ...(query.has("marker") ? [{ href: link(page[0], ["page_reverse=True"]), rel: "previous" }] : []),
    ...(page.length >= limit ? [{ href: link(page.at(-1), []), rel: "next" }] : []),
  ];
};

/** A balancer's rows of a collection, each beside what else it can be filtered by. */
const ROWS: Readonly<Record<Collection, (state: OctaviaState, now: number) => readonly Row[]>> = {
  loadbalancers: (state, now) => state.rows(now).map((each) => balancerBody(state, each)),
  pools: (state, now) =>
    state
      .rows(now)
      .filter(({ provisioningStatus }) => provisioningStatus !== "DELETED")
      .flatMap((each) => poolBodies(state, each)),
};

/** What a row is filtered by that it does not show. */
const hidden = (row: Row, name: string): unknown =>
  name === "loadbalancer_id" ? (row.loadbalancers as readonly { readonly id: string }[])[0]?.id : row[name];

interface Listing {
  readonly now: number;
  readonly projectId: string | undefined;
  /** The list's own, for links. */
  readonly url: string;
}

/** One page of those that the token may see. */
export const listRows = (
  collection: Collection,
  state: OctaviaState,
  query: URLSearchParams,
  { now, projectId, url }: Listing,
): Listed | Refusal => {
  const known = FILTERS[collection];
  const limit = limitOf(query, state.behaviour.pageMax);
  if (typeof limit === "object") return limit;
  const refusal = refusalOf(query, known);
  if (refusal) return refusal;
  const sort = sortOf(query, known);
  if ("refused" in sort) return sort;
  const rows = ROWS[collection](state, now);
  const markerId = query.get("marker");
  // Any balancer's id is a marker, that of a deleted one and of one which passes no filter, too.
  const marker = markerId === null ? undefined : rows.find(({ id }) => id === markerId);
  if (markerId !== null && !marker) {
    return { refused: "marker", text: `Supplied pagination marker '${markerId}' is not valid.` };
  }
  if (marker && sort.some(([key]) => NOT_BEHIND_A_MARKER.includes(key))) return { refused: "sql" };
  const isReverse = query.get("page_reverse") === "True";
  const filters = known.filter((name) => query.has(name));
  const page = rows
    .filter(
      (row) =>
        row.provisioning_status !== "DELETED" &&
        (projectId === undefined || row.project_id === projectId) &&
        filters.every((name) => fold(textOf(hidden(row, name)) ?? "\u0000") === fold(query.get(name) ?? "")) &&
        passesTags(row, query) &&
        (!marker || isBehind(row, marker, sort, isReverse)),
    )
    .sort((a, b) => inOrder(a, b, sort))
    .slice(0, limit);
  const fields = query.getAll("fields");
  const shown =
    fields.length === 0
      ? page
      : page.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name))));
  return { body: { [collection]: shown, [`${collection}_links`]: linksOf(page, query, limit, url) } };
};
