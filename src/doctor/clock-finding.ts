import { MINUTE, SECOND } from "../audit/window.js";
import { failed, type Finding, good, warning } from "../sources/finding.js";

/** From here on times that both sides write no longer mean the same. */
const WORTH_A_WARNING = 60 * SECOND;
/** The age at which the gateway refuses a signature (upstreams: huawei-otc-atlas.md, 1.10). */
const SIGNATURE_LIFE = 15 * MINUTE;

const length = (ms: number): string =>
  ms < 2 * MINUTE ? `${Math.round(ms / SECOND)} s` : `${Math.round(ms / MINUTE)} min`;

/** Judges how far a service's clock is ahead of ours, milliseconds; `signed`: requests are signed with our time. */
export const clockFinding = (aheadMs: number, signed: boolean): Finding => {
  const off = Math.abs(aheadMs);
  if (off < 2 * SECOND) return good("the same as ours");
  const result = `the service's is ${length(off)} ${aheadMs > 0 ? "ahead of" : "behind"} ours`;
  if (off <= WORTH_A_WARNING) return good(result);
  const cure = "Synchronise this machine's clock (NTP); if it is right, tell the service's operator.";
  return signed && off > SIGNATURE_LIFE ? failed(`${result}; signatures are refused`, cure) : warning(result, cure);
};
