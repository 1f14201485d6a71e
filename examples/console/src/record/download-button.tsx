import { useApolloClient } from "@apollo/client/react";
import { type ReactNode, useState } from "react";
import { DownloadDocument } from "../generated/graphql.js";
import { RequestNote } from "../parts/request-note.js";

/** The link is a secret of five minutes: it is asked for when it is wanted, used at once, and kept nowhere. */
export const DownloadButton = ({ id, name }: { readonly id: string; readonly name: string }): ReactNode => {
  const client = useApolloClient();
  const [isBusy, setBusy] = useState(false);
  const [error, tell] = useState<Error>();
  const download = async (): Promise<void> => {
    setBusy(true);
    tell(undefined);
    try {
      const { data, error: failure } = await client.query({
        query: DownloadDocument,
        variables: { id },
        fetchPolicy: "no-cache",
      });
      const link = data?.node != null && "downloadLink" in data.node ? data.node.downloadLink : null;
      if (link === null) tell(failure ?? new Error("no link"));
      else {
        const anchor = document.createElement("a");
        anchor.href = link.url;
        anchor.download = name;
        anchor.rel = "noreferrer";
        anchor.click();
      }
    } catch (reason) {
      tell(reason instanceof Error ? reason : new Error("lost"));
    }
    setBusy(false);
  };
  return (
    <>
      <button type="button" className="main" disabled={isBusy} onClick={() => void download()}>
        {isBusy ? "Asking for a link…" : "Download"}
        <span className="unseen"> {name}</span>
      </button>
      <RequestNote error={error} retry={() => void download()} />
    </>
  );
};
