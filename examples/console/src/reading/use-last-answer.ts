import { useState } from "react";

/**
 * The data of a query, or where a later try brought none (the server is away), what it brought before. `list` tells one
 * set of variables from another: the answer to others is no answer.
 */
export const useLastAnswer = <Data>(data: Data | undefined, list = ""): Data | undefined => {
  const [last, keep] = useState({ list, data });
  if (data !== undefined && (data !== last.data || list !== last.list)) keep({ list, data });
  return data ?? (last.list === list ? last.data : undefined);
};
