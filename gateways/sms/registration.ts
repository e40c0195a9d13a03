import { isSupportedCountry } from 'libphonenumber-js';
import type { RegistrationForm } from '../gateway.js';

const LONGEST_NAME = 40;

/** The form: a name for the question that a shared number asks, and a country for national numbers. */
export const smsRegistration: RegistrationForm = {
  title: { key: 'sms.register.title' },
  instructions: { key: 'sms.register.instructions' },
  fields: [
    {
      name: 'name',
      kind: 'text-single',
      label: { key: 'sms.register.name' },
      description: { key: 'sms.register.name.description' },
      required: false,
      maxLength: LONGEST_NAME,
      check(value) {
        if ([...value].length > LONGEST_NAME || /\p{Cc}/u.test(value)) {
          return { wrong: { key: 'sms.register.name.wrong', params: { most: LONGEST_NAME } } };
        }
        return { value };
      },
    },
    {
      name: 'country',
      kind: 'text-single',
      label: { key: 'sms.register.country' },
      description: { key: 'sms.register.country.description' },
      required: false,
      validate: { datatype: 'xs:string', regex: '([A-Za-z]{2})?' },
      maxLength: 2,
      check(value) {
        const code = value.toUpperCase();
        if (code === '' || isSupportedCountry(code)) return { value: code };
        return { wrong: { key: 'sms.register.country.wrong', params: { value } } };
      },
    },
  ],
};
