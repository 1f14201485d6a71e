import { type ReactNode, useEffect, useState } from "react";

/** Says above everything that the audits are made up, where the server says so: nobody may take them for a cloud's. */
export const SandboxBanner = (): ReactNode => {
  const [isSandbox, setIsSandbox] = useState(false);
  useEffect(() => {
    fetch("/readyz")
      .then((answer) => answer.json())
      .then((state: { readonly sandbox?: unknown }) => setIsSandbox(state.sandbox === true))
      // A server that does not answer shows no audits either.
      .catch(() => undefined);
  }, []);
  if (!isSandbox) return null;
  return (
    <p className="made-up" role="note">
      This is the sandbox: all audits here are made up.
    </p>
  );
};
