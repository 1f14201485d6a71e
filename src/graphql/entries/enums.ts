import { registerEnumType } from "type-graphql";
import { AuditOutcome, UnreadableReason } from "../../audit/entries.js";

registerEnumType(AuditOutcome, {
  name: "AuditOutcome",
  description: "How what an entry tells of ended.",
  valuesConfig: {
    SUCCEEDED: { description: "SQL: connection_status 0. DDS: result 0." },
    FAILED: { description: "Any other status or result; errorCode holds it." },
    UNKNOWN: { description: "The record does not say, or cannot be read." },
  },
});

registerEnumType(UnreadableReason, {
  name: "UnreadableRecordReason",
  description: "What keeps a record from being read. The record as it stands is in raw.",
  valuesConfig: {
    BAD_QUOTING: { description: "A field is not in quotes, or a quote inside one is not doubled." },
    WRONG_FIELDS: { description: "Not twelve fields." },
    BAD_TIME: { description: "The time is not of the form yyyy-mm-ddThh:mm:ss UTC." },
    CUT_SHORT: { description: "The file ends in the middle of it." },
    TOO_LONG: { description: "Longer than 4 MiB: its first 64 KiB are in raw." },
    NOT_JSON: { description: "A line that is no JSON object of a known form." },
  },
});
