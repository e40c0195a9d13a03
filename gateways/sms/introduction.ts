import type { Introduction } from '../gateway.js';

const DEFAULT_PORT = 2775;

/** The first carrier. */
export const smsIntroduction: Introduction = {
  label: 'Text messages',
  questions: [
    {
      name: 'carrier',
      ask: 'Host of your carrier (SMPP), with :port where it is not 2775',
      check: (text) => (/^[^\s:]+(:\d{1,5})?$/.test(text) ? undefined : 'write host or host:port'),
    },
    {
      name: 'system-id',
      ask: 'Account at the carrier (system_id)',
      check: (text) => (/^[\x21-\x7e]{1,15}$/.test(text) ? undefined : 'at most 15 characters of ASCII'),
    },
    {
      name: 'password',
      ask: 'Password at the carrier',
      secret: true,
      check: (text) => (/^[\x20-\x7e]{1,8}$/.test(text) ? undefined : 'SMPP has room for 8 characters of ASCII'),
    },
    {
      name: 'number',
      ask: 'Your number at the carrier, such as +12025550100 (empty: the carrier sets it)',
      optional: true,
      check: (text) =>
        /^\+[1-9]\d{4,14}$|^\d{3,8}$/.test(text) ? undefined : 'an international number or a short code',
    },
    {
      name: 'country',
      ask: 'Country whose national numbers are understood, such as US (empty: none)',
      optional: true,
      check: (text) => (/^[A-Za-z]{2}$/.test(text) ? undefined : 'two letters'),
    },
  ],
  write(answers) {
    const [host = '', port] = (answers.get('carrier') ?? '').split(':');
    const number = answers.get('number') ?? '';
    const country = answers.get('country') ?? '';
    return {
      section: {
        ...(country === '' ? {} : { defaultCountry: country.toUpperCase() }),
        ...(number === '' ? {} : { numbers: { shared: [number] } }),
        carriers: [
          {
            name: 'main',
            host,
            port: Number(port ?? DEFAULT_PORT),
            systemId: answers.get('system-id') ?? '',
            passwordFile: 'carrier.secret',
          },
        ],
      },
      files: { 'carrier.secret': `${answers.get('password') ?? ''}\n` },
    };
  },
};
