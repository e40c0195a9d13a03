import { isSupportedCountry } from 'libphonenumber-js';
import type { RegistrationField, RegistrationForm } from '../gateway.js';
import type { SmsConfig } from './config.js';
import { AUTOMATIC, TRANSLITERATION } from './preferences.js';
import type { Transliteration } from './text/transliterate.js';

const LONGEST_NAME = 40;
const LONGEST_SIGNATURE = 60;
const LARGEST_LIMIT = 10_000;

const LEVELS: Readonly<Record<Transliteration, string>> = {
  off: 'sms.register.transliterate.off',
  typography: 'sms.register.transliterate.typography',
  letters: 'sms.register.transliterate.letters',
};

const name: RegistrationField = {
  name: 'name',
  kind: 'text-single',
  label: { key: 'sms.register.name' },
  description: { key: 'sms.register.name.description' },
  required: false,
  maxLength: LONGEST_NAME,
  check: (value) => printable(value, LONGEST_NAME, 'sms.register.name.wrong'),
};

const country: RegistrationField = {
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
};

const receipts: RegistrationField = {
  name: 'receipts',
  kind: 'boolean',
  later: true,
  label: { key: 'sms.register.receipts' },
  description: { key: 'sms.register.receipts.description' },
  required: false,
  initial: 'true',
};

const transliterate: RegistrationField = {
  name: 'transliterate',
  kind: 'list-single',
  later: true,
  label: { key: 'sms.register.transliterate' },
  description: { key: 'sms.register.transliterate.description' },
  required: false,
  // A list without a value is an empty line in clients: nobody would know what holds.
  initial: AUTOMATIC,
  options: [
    { value: AUTOMATIC, label: { key: 'sms.register.transliterate.automatic' } },
    ...TRANSLITERATION.map((level) => ({ value: level, label: { key: LEVELS[level] } })),
  ],
};

const signature: RegistrationField = {
  name: 'signature',
  kind: 'text-single',
  later: true,
  label: { key: 'sms.register.signature' },
  description: { key: 'sms.register.signature.description' },
  required: false,
  maxLength: LONGEST_SIGNATURE,
  check: (value) => printable(value, LONGEST_SIGNATURE, 'sms.register.signature.wrong'),
};

const dailyLimit: RegistrationField = {
  name: 'daily-limit',
  kind: 'text-single',
  later: true,
  label: { key: 'sms.register.limit' },
  description: { key: 'sms.register.limit.description' },
  required: false,
  validate: { datatype: 'xs:integer', regex: '[0-9]{0,5}' },
  maxLength: 5,
  check(value) {
    if (value === '') return { value };
    const limit = Number(value);
    if (/^\d+$/.test(value) && limit >= 1 && limit <= LARGEST_LIMIT) return { value: String(limit) };
    return { wrong: { key: 'sms.register.limit.wrong', params: { most: LARGEST_LIMIT } } };
  },
};

/** The form: what a user may decide of their texts. All of it may stay as it is. */
export function smsRegistration({ numbers, carriers }: SmsConfig): RegistrationForm {
  const reports = carriers.every(({ registeredDelivery }) => registeredDelivery !== 'never');
  const offered = numbers.userChoice ? numbers.shared : [];
  return {
    title: { key: 'sms.register.title' },
    instructions: { key: 'sms.register.instructions' },
    fields: [
      name,
      country,
      ...(offered.length > 1 ? [senderField(offered)] : []),
      ...(reports ? [receipts] : []),
      transliterate,
      signature,
      dailyLimit,
    ],
  };
}

function senderField(offered: readonly string[]): RegistrationField {
  return {
    name: 'sender',
    kind: 'list-single',
    later: true,
    label: { key: 'sms.register.sender' },
    description: { key: 'sms.register.sender.description' },
    required: false,
    initial: AUTOMATIC,
    options: [
      { value: AUTOMATIC, label: { key: 'sms.register.sender.automatic' } },
      ...offered.map((number) => ({ value: number, label: { key: 'sms.verbatim', params: { text: number } } })),
    ],
  };
}

function printable(value: string, most: number, key: string): ReturnType<NonNullable<RegistrationField['check']>> {
  if ([...value].length > most || /\p{Cc}/u.test(value)) return { wrong: { key, params: { most } } };
  return { value };
}
