import { type ReactNode, useId } from "react";

interface ChoiceProps {
  readonly label: string;
  readonly options: readonly string[];
  readonly chosen: string | undefined;
  readonly choose: (option: string) => void;
}

/** One of a few, as radio buttons: the arrow keys move between them. */
export const Choice = ({ label, options, chosen, choose }: ChoiceProps): ReactNode => {
  const group = useId();
  return (
    <fieldset className="choice">
      <legend className="unseen">{label}</legend>
      {options.map((option) => (
        <label key={option}>
          <input type="radio" name={group} checked={option === chosen} onChange={() => choose(option)} />
          {option}
        </label>
      ))}
    </fieldset>
  );
};
