import { type ReactNode, useEffect, useState } from "react";

/** Says above everything that what is answered is made up, where the server says so. */
export const SandboxBanner = (): ReactNode => {
  const [isSandbox, setIsSandbox] = useState(false);
  useEffect(() => {
    fetch("/readyz")
      .then((answer) => answer.json())
      .then((state: { readonly sandbox?: unknown }) => setIsSandbox(state.sandbox === true))
      // A server that does not answer shows no data either.
      .catch(() => undefined);
  }, []);
  if (!isSandbox) return null;
  return (
    <p className="made-up" role="note">
      This is the sandbox: all data are made up.
    </p>
  );
};
