import { registerEnumType } from "type-graphql";
import { AlertStatus } from "../../audit/load-balancer.js";

registerEnumType(AlertStatus, {
  name: "AlertStatus",
  description: "Whether an operator has taken note of an alert.",
  valuesConfig: {
    ACKNOWLEDGED: { description: "status ACKNOWLEDGED. The source deletes these after 90 days." },
    UNACKNOWLEDGED: { description: "status UNACKNOWLEDGED." },
  },
});

export { AlertStatus };
