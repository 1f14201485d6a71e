import { randomBytes } from "node:crypto";

/** Names this process in cursors: only its own memory was filled by its own clock. */
const PROCESS = randomBytes(6).toString("base64url");
let latest = 0;

/** When a walk began: on its first page, in the process that served it. */
export interface WalkStart {
  readonly process: string;
  /** A process' operations in their order; not a time, because two clocks, and two readings of one, may disagree. */
  readonly moment: number;
}

/** The next operation's place in this process' order. */
export const nextMoment = (): number => (latest += 1);

export const walkFrom = (moment: number): WalkStart => ({ process: PROCESS, moment });

export const isOfThisProcess = (start: WalkStart): boolean => start.process === PROCESS;
