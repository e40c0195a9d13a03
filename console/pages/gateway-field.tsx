import type { JSX } from 'preact';
import { useConsole } from '../state/context.js';
import { t } from '../texts.js';
import { Field } from '../ui/field.js';

interface GatewayFieldProps {
  /** Name of the gateway; empty: all of them. */
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

/** Narrows a page to one gateway. */
export function GatewayField({ chosen, onChoose }: GatewayFieldProps): JSX.Element {
  const { overview } = useConsole().live;
  return (
    <Field label={t.people.gateway}>
      {(ties) => (
        <select {...ties} class="input" value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
          <option value="">{t.all}</option>
          {overview?.gateways.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
