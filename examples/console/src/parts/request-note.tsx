import { CombinedGraphQLErrors } from "@apollo/client";
import type { ReactNode } from "react";

interface RequestNoteProps {
  readonly error: Error | undefined;
  readonly retry: () => void;
}

const sentencesOf = (error: Error): string[] => {
  if (!CombinedGraphQLErrors.is(error)) return ["The server could not be reached."];
  return [...new Set(error.errors.map(({ message }) => message))];
};

/** What the server answered with errors for, beside the data that came. Shown until a later answer has none. */
export const RequestNote = ({ error, retry }: RequestNoteProps): ReactNode => {
  if (error === undefined) return null;
  return (
    <div className="note" role="alert">
      <ul>
        {sentencesOf(error).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
};
