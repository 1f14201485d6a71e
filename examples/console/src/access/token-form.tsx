import { type SubmitEvent, type ReactNode, useState } from "react";
import { Choice } from "../parts/choice.js";
import { useView } from "../view/use-view.js";
import { setToken, TOKEN_KINDS, type TokenKind } from "./token.js";

/** A token for servers that ask for one. It is sent with what is read from then on, and forgotten with the page. */
export const TokenForm = (): ReactNode => {
  const { readAgain } = useView();
  const [kind, choose] = useState<TokenKind>("X-Auth-Token");
  const [token, write] = useState("");
  const [isSent, send] = useState(false);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setToken(kind, token.trim());
    send(token.trim() !== "");
    readAgain();
  };
  return (
    <details className="token">
      <summary>{isSent ? "Token in use" : "Token"}</summary>
      <form className="drop" onSubmit={submit}>
        <p>Where the server asks who reads. Kept in this page’s memory only.</p>
        <Choice
          label="Header"
          options={TOKEN_KINDS.map((each) => ({ value: each, label: each }))}
          chosen={kind}
          choose={choose}
        />
        <label>
          Token
          <input
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={token}
            onChange={({ target }) => write(target.value)}
          />
        </label>
        <button type="submit">Use it</button>
      </form>
    </details>
  );
};
