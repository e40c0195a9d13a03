import type { JSX, TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { OperationView } from '../state/context.js';
import { t } from '../texts.js';
import { Field } from '../ui/field.js';
import { type ArgumentView, asTyped, type Entered, missing } from './values.js';

interface FormProps {
  readonly operation: OperationView;
  /** What is known already. */
  readonly initial?: Entered;
  /** What is known and not to be changed here; not shown. */
  readonly fixed?: Entered;
  readonly action?: string;
  readonly busy: boolean;
  readonly onRun: (entered: Entered) => void;
  readonly onCancel?: () => void;
  /** Shows what it would be at a terminal. */
  readonly teaches?: boolean;
}

/** The form of an operation, made of its arguments; what cannot be undone is ticked before it is done. */
export function OperationForm(props: FormProps): JSX.Element {
  const {
    operation,
    initial = {},
    fixed = {},
    action = t.commands.run,
    busy,
    onRun,
    onCancel,
    teaches = false,
  } = props;
  const [entered, setEntered] = useState<Entered>({ ...initial, ...fixed });
  const [asked, setAsked] = useState(false);
  const [sure, setSure] = useState(false);
  const wrong = asked ? missing(operation, entered) : [];
  const submit = (event: Event) => {
    event.preventDefault();
    setAsked(true);
    const unsure = operation.confirm !== undefined && !sure;
    if (busy || unsure || missing(operation, entered).length > 0) return;
    onRun(entered);
  };
  return (
    <form class="form" onSubmit={submit} noValidate>
      {operation.arguments
        .filter(({ name }) => fixed[name] === undefined)
        .map((argument) => (
          <ArgumentField
            key={argument.name}
            argument={argument}
            value={entered[argument.name] ?? ''}
            missing={wrong.includes(argument.name)}
            onChange={(value) => setEntered((before) => ({ ...before, [argument.name]: value }))}
          />
        ))}
      {operation.confirm !== undefined && (
        <div class="notice" data-tone="warn">
          <label class="check">
            <input type="checkbox" checked={sure} required onChange={(event) => setSure(event.currentTarget.checked)} />
            {operation.confirm}
          </label>
        </div>
      )}
      {teaches && (
        <div class="field">
          <span class="field-name">{t.commands.terminal}</span>
          <code class="terminal">{asTyped(operation, entered)}</code>
        </div>
      )}
      <div class="buttons">
        {onCancel !== undefined && (
          <button type="button" class="button" onClick={onCancel}>
            {t.cancel}
          </button>
        )}
        <button
          type="submit"
          class={operation.confirm === undefined ? 'button main' : 'button danger'}
          disabled={busy || (operation.confirm !== undefined && !sure)}
        >
          {busy ? t.commands.running : action}
        </button>
      </div>
    </form>
  );
}

interface ArgumentProps {
  readonly argument: ArgumentView;
  readonly value: string;
  readonly missing: boolean;
  readonly onChange: (value: string) => void;
}

const HINTS: Readonly<Record<string, string>> = {
  duration: t.commands.durationHint,
  time: t.commands.timeHint,
  many: t.commands.onePerLine,
};

function ArgumentField({ argument, value, missing: isMissing, onChange }: ArgumentProps): JSX.Element {
  const { name, about, kind, choices = [], required } = argument;
  const changed = (event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>) =>
    onChange(event.currentTarget.value);
  if (kind === 'flag') {
    return (
      <label class="check">
        <input
          type="checkbox"
          checked={value === 'true'}
          onChange={(event) => onChange(event.currentTarget.checked ? 'true' : '')}
        />
        {t.commands.sentence(about)}
      </label>
    );
  }
  const hint = HINTS[kind];
  return (
    <Field
      label={t.commands.sentence(about)}
      optional={!required}
      {...(hint === undefined ? {} : { hint })}
      {...(isMissing ? { wrong: t.commands.required } : {})}
    >
      {(ties) => {
        const common = { ...ties, class: 'input', name, required };
        if (kind === 'choice') {
          return (
            <select {...common} value={value} onChange={changed}>
              <option value="">{t.commands.choose}</option>
              {choices.map((choice) => (
                <option key={choice} value={choice}>
                  {choice}
                </option>
              ))}
            </select>
          );
        }
        if (kind === 'many') return <textarea {...common} value={value} onInput={changed} />;
        if (kind === 'time') return <input {...common} type="datetime-local" value={value} onInput={changed} />;
        return (
          <input
            {...common}
            type="text"
            inputMode={kind === 'number' ? 'numeric' : 'text'}
            autocapitalize="none"
            autocomplete="off"
            spellcheck={false}
            value={value}
            onInput={changed}
          />
        );
      }}
    </Field>
  );
}
