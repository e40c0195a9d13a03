import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../texts.js';

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly wrong?: string;
  /** Said behind the label, because most fields are needed. */
  readonly optional?: boolean;
  /** The control, with what ties it to its label, hint and error. */
  readonly children: (ties: {
    readonly id: string;
    readonly 'aria-describedby'?: string;
    readonly 'aria-invalid'?: 'true';
  }) => ComponentChildren;
}

/** An input with its label, a hint, and what is wrong with its value; screen readers tell all of it. */
export function Field({ label, hint, wrong, optional = false, children }: FieldProps): JSX.Element {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, wrong === undefined ? '' : `${id}-wrong`].join(' ').trim();
  return (
    <div class="field">
      <label for={id}>
        {label}
        {optional && <span class="soft"> ({t.optional})</span>}
      </label>
      {children({
        id,
        ...(described === '' ? {} : { 'aria-describedby': described }),
        ...(wrong === undefined ? {} : { 'aria-invalid': 'true' as const }),
      })}
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {wrong !== undefined && (
        <span class="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
}

interface ChoicesProps<Value extends string> {
  readonly legend: string;
  readonly values: readonly { readonly value: Value; readonly label: string }[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

/** One of a few, all of them seen. */
export function Choices<Value extends string>({ legend, values, chosen, onChoose }: ChoicesProps<Value>): JSX.Element {
  const name = useId();
  return (
    <fieldset>
      <legend class="unseen">{legend}</legend>
      <div class="choices">
        {values.map(({ value, label }) => (
          <label key={value}>
            <input type="radio" name={name} checked={value === chosen} onChange={() => onChoose(value)} />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
