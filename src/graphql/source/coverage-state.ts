import { registerEnumType } from "type-graphql";
import { CoverageState } from "../../audit/coverage.js";

registerEnumType(CoverageState, {
  name: "CoverageState",
  description: "How an answer came by one source.",
  valuesConfig: {
    COMPLETE: { description: "All that the page asked of it is in." },
    CHANGED_WHILE_READING: { description: "The source moved while it was read, and the page was anchored anew." },
    FAILED: { description: "Nothing, or only part of it, could be read." },
    SKIPPED: { description: "It was not asked: no permission, or filtered out." },
  },
});

export { CoverageState };
