import type { RegistrationField, RegistrationForm } from '../../gateways/gateway.js';
import type { Problem, TextRef } from '../problem.js';
import { type CoreError, problem } from './errors.js';

const MAX_LENGTH = 1023;

/** Checked values of a registration form, ready to be stored. */
export interface Submission {
  /** Plain fields that have a value. */
  readonly fields: Readonly<Record<string, string>>;
  /** Secret fields that were given; '' removes one. Secrets that were not named keep their value. */
  readonly secrets: Readonly<Record<string, string>>;
}

type SubmissionResult =
  | { readonly ok: true; readonly submission: Submission }
  | { readonly ok: false; readonly problem: Problem };

/** What is on record, for fields that a submission does not name (XEP-0004 2.13: they keep their value). */
export interface OnRecord {
  readonly fields: Readonly<Record<string, string>>;
  readonly hasSecret: (field: string) => boolean;
}

/**
 * Checks what was submitted against the form. Unknown fields are ignored (XEP-0004 3.2); the first wrong field is told,
 * by its label in the user's language, with what to do about it.
 */
export function checkSubmission(
  form: RegistrationForm,
  submitted: ReadonlyMap<string, string>,
  onRecord: OnRecord | undefined,
  words: (ref: TextRef) => string,
): SubmissionResult {
  const fields: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  for (const field of form.fields) {
    const secret = field.kind === 'text-private';
    const given = cleaned(field, submitted.get(field.name));
    // An empty password means "as it is" (XEP-0077 3.3): clients send back the blank that we showed them.
    const keep = given === undefined || (secret && given === '');
    if (keep && onRecord !== undefined) {
      const known = secret ? onRecord.hasSecret(field.name) : onRecord.fields[field.name] !== undefined;
      if (known || !field.required) {
        const value = onRecord.fields[field.name];
        if (!secret && value !== undefined) fields[field.name] = value;
        continue;
      }
    }
    const result = checkField(field, given ?? '', words);
    if ('problem' in result) return { ok: false, problem: result.problem };
    if (result.value === '') continue;
    if (secret) secrets[field.name] = result.value;
    else fields[field.name] = result.value;
  }
  return { ok: true, submission: { fields, secrets } };
}

/** Without blanks around it; of lines, without those at their ends and without empty lines at both ends. */
function cleaned({ kind }: RegistrationField, value: string | undefined): string | undefined {
  if (kind !== 'text-multi' || value === undefined) return value?.trim();
  const lines = value.split(/\r\n|\r|\n/).map((line) => line.trimEnd());
  return lines.join('\n').replace(/^\n+|\n+$/g, '');
}

function checkField(
  field: RegistrationField,
  value: string,
  words: (ref: TextRef) => string,
): { readonly value: string } | { readonly problem: Problem } {
  const wrong = (error: CoreError, params: Readonly<Record<string, string | number>> = {}) => ({
    problem: problem(error, { field: words(field.label), ...params }),
  });
  if (value === '') return field.required ? wrong('register-required') : { value };
  const limit = field.maxLength ?? MAX_LENGTH;
  if ([...value].length > limit) return wrong('register-too-long', { limit });
  if (field.kind === 'boolean') {
    if (value === '1' || value === 'true') return { value: 'true' };
    if (value === '0' || value === 'false') return { value: 'false' };
    return wrong('register-boolean');
  }
  if (field.options !== undefined && !field.options.some((option) => option.value === value)) {
    return wrong('register-option', { options: field.options.map((option) => option.value).join(', ') });
  }
  const checked = field.check?.(value) ?? { value };
  // Clients need not do the validation that was offered to them (XEP-0122 4); the gateway's own words are better than ours.
  if ('value' in checked) return matches(field, value) ? checked : wrong('register-pattern');
  return { problem: { type: 'modify', condition: 'not-acceptable', text: checked.wrong } };
}

function matches({ validate }: RegistrationField, value: string): boolean {
  return validate?.regex === undefined || new RegExp(`^(?:${validate.regex})$`, 'u').test(value);
}
