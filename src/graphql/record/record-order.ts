import { registerEnumType } from "type-graphql";
import { RecordOrder } from "../../audit/window.js";

registerEnumType(RecordOrder, {
  name: "RecordOrder",
  description: "The direction of a list along occurredAt.",
  valuesConfig: {
    OLDEST_FIRST: { description: "Ascending." },
    NEWEST_FIRST: { description: "Descending." },
  },
});

export { RecordOrder };
