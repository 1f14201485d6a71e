import { ChangeType, CriticalityLevel } from "@graphql-inspector/core";

const words = {
  [CriticalityLevel.Breaking]: "breaking",
  [CriticalityLevel.Dangerous]: "dangerous",
  [CriticalityLevel.NonBreaking]: "safe",
};

/** What the inspector only takes for dangerous: it does not know what these directives mean to routers and callers. */
const breaks = ({ type, meta, criticality }) => {
  // A neighbour names the entity by this key, and its supergraph does not compose any more.
  if (type === ChangeType.DirectiveUsageObjectRemoved) return meta.removedDirectiveName === "key";
  // A caller who had an answer has none.
  const isClosed = ["authenticated", "requiresScopes"].includes(meta.addedDirectiveName);
  return isClosed && criticality.level !== CriticalityLevel.NonBreaking;
};

/** What a change is to clients and to neighbours in a supergraph: breaking, dangerous or safe. */
export const criticalityOf = (change) => (breaks(change) ? "breaking" : words[change.criticality.level]);
