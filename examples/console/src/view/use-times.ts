import { type Times, timesOf } from "../parts/format.js";
import { useView } from "./use-view.js";

/** Instants as the reader chose to read them. */
export const useTimes = (): Times => timesOf(useView().view.zone);
