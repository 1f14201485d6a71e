import { useMonaco } from "@graphiql/react";
import { type ReactNode, useEffect } from "react";

/**
 * Shows GraphiQL when its editors are loaded. Until then a click on its run button would do nothing, and a new tab would
 * empty the one before.
 */
export const WhenEditorsWork = ({ children }: { children: ReactNode }): ReactNode => {
  const loaded = useMonaco(({ monaco }) => monaco !== undefined);
  const { initialize } = useMonaco(({ actions }) => actions);
  useEffect(() => void initialize(), [initialize]);
  return loaded ? children : <p className="before">Loading GraphiQL…</p>;
};
