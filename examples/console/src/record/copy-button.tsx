import { type ReactNode, useState } from "react";

interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string;
}

export const CopyButton = ({ label, text }: CopyButtonProps): ReactNode => {
  const [outcome, tell] = useState("");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      tell("Copied");
    } catch {
      // Browsers give the clipboard to pages of https and of this machine alone.
      tell("The browser does not allow it");
    }
  };
  return (
    <button type="button" onClick={() => void copy()}>
      <span role="status">{outcome === "" ? label : outcome}</span>
    </button>
  );
};
