import type { Problem } from '../../problem.js';
import { checkSubmission, type FormFault, type FormField } from '../../xmpp/forms.js';
import { parseJid } from '../../xmpp/jid.js';
import { type CoreError, problem } from '../errors.js';
import type { Values } from './command.js';

const FAULTS: Readonly<Record<FormFault['fault'], CoreError>> = {
  missing: 'register-required',
  'not-offered': 'register-option',
  'not-boolean': 'register-boolean',
  'too-many': 'command-one-value',
  pattern: 'register-pattern',
  range: 'register-pattern',
};

/** Checks values by what the fields of a form say of themselves (XEP-0004, XEP-0122); a JID has to be one. */
export function checkFields(fields: readonly FormField[], values: Values): Problem | undefined {
  const checked = checkSubmission(fields, values);
  if (!checked.ok) {
    const [fault] = checked.faults;
    const field = fields.find(({ name }) => name === fault?.name);
    if (fault === undefined) return undefined;
    const options = (field?.options ?? []).map(({ value }) => value).join(', ');
    return problem(FAULTS[fault.fault], { field: field?.label ?? fault.name, options });
  }
  for (const { name = '', kind, label = name } of fields) {
    if (kind !== 'jid-single' && kind !== 'jid-multi') continue;
    const wrong = (checked.values.get(name) ?? []).find((value) => parseJid(value) === undefined);
    if (wrong !== undefined) return problem('command-jid', { field: label, value: wrong.slice(0, 100) });
  }
  return undefined;
}

/** The first value of a field; empty where there is none. */
export function firstOf(values: Values, name: string): string {
  return values.get(name)?.[0] ?? '';
}

/** As a boolean field is written (XEP-0004 3.3). */
export function isTrue(values: Values, name: string): boolean {
  return ['1', 'true'].includes(firstOf(values, name));
}
