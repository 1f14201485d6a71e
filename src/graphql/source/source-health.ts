import { registerEnumType } from "type-graphql";
import { SourceHealth } from "../../audit/source.js";

registerEnumType(SourceHealth, {
  name: "SourceHealth",
  description: "What operations saw of a source lately. Nothing is polled for it.",
  valuesConfig: {
    HEALTHY: { description: "It answered when it was last asked, or has not been asked yet." },
    DEGRADED: { description: "Some of the latest calls failed." },
    UNAVAILABLE: { description: "It does not answer; calls fail at once until it is tried again." },
  },
});

export { SourceHealth };
