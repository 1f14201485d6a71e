import { type SubmitEvent, type ReactNode, useState } from "react";
import { useView } from "../view/use-view.js";

/** Text of the records' sentences. Sent by Enter, for each text is a reading of its own. */
export const TextControl = (): ReactNode => {
  const { view, change } = useView();
  const [text, write] = useState(view.text);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (text.trim() !== view.text) change({ text: text.trim() });
  };
  return (
    <form className="text" role="search" onSubmit={submit}>
      <input
        type="search"
        aria-label="Text in records"
        placeholder="Name, id or status…"
        value={text}
        onChange={({ target }) => {
          write(target.value);
          // The browser's own cross.
          if (target.value === "" && view.text !== "") change({ text: "" });
        }}
      />
      <button type="submit" className="plain" disabled={text.trim() === view.text}>
        Search
      </button>
    </form>
  );
};
