import { DEFAULT_PAGE } from "../../audit/page-plan.js";
import { planMore, type Session } from "../../audit/session.js";
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
  const calls = callsOfFileList({ timelines: instances, slices, size, goesOn: goesOn(args) });
  return listPrice(parent, size, calls + more, {
    lists: parent.objects * Math.min(instances, size),
    timelines: parent.objects * instances,
    slices,
  });
};

/** The length of a list, counted by each instance's own list. */
export const countPrice: PriceOf = (_args, { timelines, slices }) => ({ calls: callsOfCount({ timelines, slices }) });

/** A service with more instances than was assumed takes more calls than were planned. */
export const planUnforeseen = (session: Session, args: object, instances: number): void => {
  const timelines = instances - INSTANCES_ASSUMED;
  if (timelines <= 0) return;
  const given = args as Arguments;
  const [slices, size] = [slicesOf(given, session.now), pageSize(given)];
  planMore(session, callsOfFileList({ timelines, slices, size, goesOn: goesOn(given) }));
};
