import type { Problem } from '../../problem.js';
import type { CommandForm, Values } from './command.js';

/** Whether another value helps: the form is asked for again instead of ending there. */
export function canBeCorrected({ type, condition }: Problem): boolean {
  return type === 'modify' || condition === 'conflict';
}

/** The values of the fields that a form asked for; what else was sent is ignored (XEP-0004 3.2). */
export function offeredOnly({ fields }: CommandForm, given: Values): Values {
  const names = new Set(fields.flatMap(({ name, kind }) => (name === undefined || kind === 'fixed' ? [] : [name])));
  return new Map([...given].filter(([name]) => names.has(name)));
}

/** The form with values that were given before in place of those on record; secrets are never shown. */
export function withValues(form: CommandForm, given: Values): CommandForm {
  const fields = form.fields.map((field) => {
    const values = given.get(field.name ?? '');
    return values === undefined || field.kind === 'text-private' ? field : { ...field, values };
  });
  return { ...form, fields };
}
