import type { ErrorCode } from "../../../src/audit/errors.js";
import type { Answer, Bytes } from "./answer.js";

/** Each kind of source; atlas twice, for it answers in JSON or in XML. */
export const KINDS = ["nova", "taurusdb", "rds", "dds", "atlas", "atlas-xml", "octavia"] as const;
export type Kind = (typeof KINDS)[number];
export const DATABASES = ["taurusdb", "rds", "dds"] as const satisfies readonly Kind[];
export const IN_JSON = ["nova", ...DATABASES, "atlas", "octavia"] as const satisfies readonly Kind[];

/** One request that a fault meets. */
export interface Asked {
  /** From 1, in the order of arrival. */
  readonly number: number;
  readonly kind: Kind;
  readonly url: string;
  /** With the credentials: what an upstream may repeat in its answer. */
  readonly headers: string;
}

export type Tamper = (answer: Answer, asked: Asked) => Answer | Bytes;

/** "unharmed": COMPLETE, with every record that a source without the fault gives. */
export type Outcome = "unharmed" | ErrorCode;

export interface Fault {
  readonly name: string;
  /** Called once for each source, so that a fault may keep state. */
  readonly make: () => Tamper;
  readonly outcome: Outcome;
  /** Kinds of another outcome. */
  readonly except?: Partial<Record<Kind, Outcome>>;
  /** The kinds that it can befall; all by default. */
  readonly only?: readonly Kind[];
  /** Some records are served beside the code. */
  readonly keepsOthers?: boolean;
  /** The source's timeoutMs. Small where nothing else ends the wait; else so large that no busy machine reaches it. */
  readonly timeoutMs?: number;
}

export const outcomeOf = ({ outcome, except }: Fault, kind: Kind): Outcome => except?.[kind] ?? outcome;

/** A fault that treats every answer alike. */
export const fault = (
  name: string,
  outcome: Outcome,
  tamper: Tamper,
  rest: Omit<Fault, "name" | "outcome" | "make"> = {},
): Fault => ({ name, outcome, make: () => tamper, ...rest });
