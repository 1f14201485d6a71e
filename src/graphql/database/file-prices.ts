import { DEFAULT_PAGE } from "../../audit/page-plan.js";
import type { Session } from "../../audit/session.js";
import { goesOn, pageSize, slicesOf } from "../cost/arguments.js";
import { callsOfCount, callsOfFileList } from "../cost/file-calls.js";
import {
  type Arguments,
  type Level,
  listPrice,
  type PageSize,
  type Price,
  type PriceOf,
  type World,
} from "../cost/price.js";

/** How many instances a database service is taken to have, where the operation does not name them. */
export const INSTANCES_ASSUMED = 4;

/** The arguments that size a page of files. */
export const FILES_BY: PageSize = { size: DEFAULT_PAGE, arguments: ["first", "last"] };

/** A page merged of so many instances' lists, and the other calls that it takes. */
export const filesPrice = (args: Arguments, parent: Level, world: World, instances: number, more = 0): Price => {
  const size = pageSize(args);
  const slices = slicesOf(args, world.now);
  const timelines = parent.objects * instances;
  const calls = callsOfFileList({ timelines, pages: parent.objects, slices, size, goesOn: goesOn(args) });
  const lists = parent.objects * Math.min(instances, size);
  return { ...listPrice(parent, size, 0, { lists, timelines, slices }), calls: calls + parent.objects * more };
};

/** The length of a list, counted by each instance's own list. */
export const countPrice: PriceOf = (_args, { timelines, slices }) => ({ calls: callsOfCount({ timelines, slices }) });

/** What more instances than were assumed take beyond the plan: their files, read once, and counted where that is asked. */
export const unforeseen = (
  session: Session,
  args: object,
  instances: { readonly found: number; readonly assumed: number },
) => {
  const given = args as Arguments;
  const [slices, size] = [slicesOf(given, session.now), pageSize(given)];
  const beyond = (callsOf: (timelines: number) => number): number =>
    callsOf(Math.max(instances.found, instances.assumed)) - callsOf(instances.assumed);
  return {
    reading: beyond((timelines) => callsOfFileList({ timelines, slices, size, goesOn: goesOn(given) })),
    counting: beyond((timelines) => callsOfCount({ timelines, slices })),
  };
};
