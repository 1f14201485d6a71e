import { useQuery } from "@apollo/client/react";
import { useState } from "react";
import { LatestFileDocument } from "../generated/graphql.js";
import type { TimeSpan } from "../view/time-span.js";

const WEEK = 7 * 24 * 3_600_000;

/** The instance that had the newest file as the page was opened: there is something to search in. Undefined where none had. */
export const useLatestFile = ({
  to,
}: TimeSpan): { readonly instanceId: string | undefined; readonly isKnown: boolean } => {
  const [window] = useState({ from: new Date(Date.parse(to) - WEEK).toISOString(), to });
  const { data, loading } = useQuery(LatestFileDocument, { variables: { window } });
  return { instanceId: data?.auditLogFiles?.nodes[0]?.instance.id, isKnown: !loading };
};
