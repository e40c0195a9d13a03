import type { Account, RegistrationField, RegistrationForm } from '../gateway.js';

const LONGEST_NAME = 40;

const name: RegistrationField = {
  name: 'name',
  kind: 'text-single',
  label: { key: 'alerts.register.name' },
  description: { key: 'alerts.register.name.description' },
  required: false,
  maxLength: LONGEST_NAME,
  check: (value) =>
    /\p{Cc}/u.test(value) || [...value].length > LONGEST_NAME
      ? { wrong: { key: 'alerts.register.name.wrong', params: { most: LONGEST_NAME } } }
      : { value },
};

/** Nobody has to register; who does says by which name. */
export const registration: RegistrationForm = {
  title: { key: 'alerts.title' },
  instructions: { key: 'alerts.instructions' },
  fields: [name],
};

/** What of it goes with each message. */
export function settingsOf({ fields }: Account): Readonly<Record<string, string>> | undefined {
  return fields.name === undefined || fields.name === '' ? undefined : { name: fields.name };
}
