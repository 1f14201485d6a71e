import { type ReactNode, useId } from "react";

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly chosen: Value | undefined;
  readonly choose: (option: Value) => void;
}

/** One of a few, as radio buttons: the arrow keys move between them. */
export const Choice = <Value extends string>({ label, options, chosen, choose }: ChoiceProps<Value>): ReactNode => {
  const group = useId();
  return (
    <fieldset className="choice">
      <legend className="unseen">{label}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={group} checked={option.value === chosen} onChange={() => choose(option.value)} />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
};
