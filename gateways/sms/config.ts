import { isSupportedCountry } from 'libphonenumber-js';
import { z } from 'zod';
import { duration } from '../units.js';
import { policySchema } from './policy/schema.js';
import { receiptConfig } from './receipt-config.js';
import { type StatusOverride, TOLD, type ToldName } from './status.js';
import { gsmLength } from './text/gsm.js';
import { NATIONAL_LANGUAGES, type NationalLanguage } from './text/national.js';
import { MOST_SEGMENTS } from './text/segment.js';

/** Octets that a field of a PDU has room for; its NUL is one of them (SMPP 3.4 5.2). */
function smppField(octetsWithNul: number, name: string) {
  const room = octetsWithNul - 1;
  return z
    .string()
    .regex(/^[\x20-\x7e]*$/, `${name} may hold ASCII characters only`)
    .max(room, `SMPP has room for ${room} characters in ${name}`);
}

/** A sender: an international number, a short code, or up to 11 letters that cannot be answered. */
const sender = z
  .string()
  .refine(
    (text) =>
      /^\+[1-9]\d{4,14}$/.test(text) ||
      /^\d{3,8}$/.test(text) ||
      (/^[A-Za-z0-9 ._-]{1,11}$/.test(text) && gsmLength(text) <= 11),
    'write an international number (+15551234567), a short code of 3 to 8 digits, or a name of at most 11 letters',
  );

/** A burst below this part of the rate would ask timers for more than they can do. */
const LEAST_BURST_PART = 20;

const port = z.int().min(1).max(65535);

const toldNames = Object.keys(TOLD) as ToldName[];

const prefix = z.string().regex(/^\+?\d{0,15}$/, 'a prefix is + and digits, or the digits a short code begins with');

const typeOfNumber = z.int().min(0).max(255);

const override = z.strictObject({
  ton: typeOfNumber.describe('Type of number (SMPP 3.4 5.2.5)'),
  npi: typeOfNumber.describe('Numbering plan (SMPP 3.4 5.2.6)'),
});

const statusOverride = z
  .strictObject({
    class: z
      .enum(['slow', 'temporary', 'permanent', 'setting'])
      .describe(
        'slow: too much at once, wait and send again; temporary: try this message again; permanent: it is the message; setting: it is us',
      ),
    retry: duration('1s', '1h')
      .optional()
      .describe('Time to the next try, for slow and temporary; default: as the standard status'),
    text: z.enum(toldNames).optional().describe('What the user reads when it is final; default: by the class'),
  })
  .refine(({ class: kind, retry }) => retry === undefined || kind === 'slow' || kind === 'temporary', {
    path: ['retry'],
    message: 'only slow and temporary are tried again',
  });

/** By the number of the status. */
const statuses = z.record(z.string(), statusOverride).transform((given, check): ReadonlyMap<number, StatusOverride> => {
  const byNumber = new Map<number, StatusOverride>();
  for (const [code, meaning] of Object.entries(given)) {
    const status = /^0x[0-9a-f]{1,8}$/i.test(code) ? Number(code) : 0;
    if (status === 0) {
      check.addIssue({ code: 'custom', path: [code], message: 'write a status that is not 0 in hex, such as "0x45"' });
    } else if (byNumber.has(status)) {
      check.addIssue({ code: 'custom', path: [code], message: 'this status stands there twice' });
    }
    byNumber.set(status, meaning);
  }
  return byNumber;
});

const tls = z.strictObject({
  caFile: z.string().optional().describe('File with the certificates to trust; default: those of the system'),
  certFile: z.string().optional().describe('File with our certificate, where the carrier wants one'),
  keyFile: z.string().optional().describe('File with the key of our certificate'),
  serverName: z.string().optional().describe('Name that the certificate of the carrier must have; default: the host'),
  minVersion: z.enum(['1.2', '1.3']).default('1.2').describe('Oldest version of TLS to speak'),
});

const carrier = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,30}$/, 'use lower case letters, digits and hyphens, a letter first')
      .describe('Short name; part of the lane names and of stored ids, so do not change it later'),
    host: z.string().min(1).describe('Host of the SMPP server'),
    port: port.default(2775).describe('Port of the SMPP server'),
    receiveHost: z.string().min(1).optional().describe('Host for the receivers of `bind: pair`; default: host'),
    receivePort: port.optional().describe('Port for the receivers of `bind: pair`; default: port'),
    tls: tls.optional().describe('Speak TLS, with verification; leave out for plain TCP. `{}` uses the defaults'),
    systemId: smppField(16, 'systemId').min(1).describe('Account at the carrier (system_id)'),
    password: smppField(9, 'password').optional().describe('Password at the carrier; or use passwordFile'),
    passwordFile: z.string().optional().describe('File with the password; read at each bind'),
    systemType: smppField(13, 'systemType').default('').describe('system_type, where the carrier asks for one'),
    addressRange: smppField(41, 'addressRange').default('').describe('address_range, where the carrier asks for one'),
    serviceType: smppField(6, 'serviceType').default('').describe('service_type of what is sent'),
    bind: z
      .enum(['transceiver', 'pair'])
      .default('transceiver')
      .describe(
        'How to bind. transceiver: one session both ways; pair: a transmitter and a receiver, for carriers without',
      ),
    interfaceVersion: z
      .enum(['3.4', '5.0'])
      .default('3.4')
      .describe('Version of SMPP to bind with; 5.0 only where the carrier speaks it'),
    binds: z.int().min(1).max(64).default(1).describe('Binds to hold open; each is one session, or one pair'),
    shares: z
      .int()
      .min(1)
      .max(64)
      .default(1)
      .describe('Lanes to spread the binds over; each may be held by another process'),
    window: z.int().min(1).max(1000).default(10).describe('Unanswered submits a bind; ask the carrier, 10 is usual'),
    rate: z
      .number()
      .min(0.001)
      .max(100_000)
      .optional()
      .describe('Segments a second that the carrier allows, over all binds, shares and processes together'),
    burst: z
      .number()
      .min(1)
      .optional()
      .describe('Segments by which any one second may exceed the rate; default: a tenth of the rate, at least 1'),
    enquireLink: duration('1s', '10m')
      .prefault('30s')
      .describe('Silence after which the link is tested, and time to answer'),
    responseTimeout: duration('1s', '10m').prefault('60s').describe('Time for the answer to a submit'),
    bindTimeout: duration('1s', '5m').prefault('30s').describe('Time to connect and bind'),
    defaultAlphabet: z
      .enum(['gsm', 'packed-gsm', 'latin1', 'ascii'])
      .default('gsm')
      .describe('What the carrier means by data_coding 0, both ways'),
    nationalShift: z
      .array(z.enum(Object.keys(NATIONAL_LANGUAGES) as [NationalLanguage, ...NationalLanguage[]]))
      .default([])
      .describe(
        'Languages whose tables (3GPP TS 23.038) shorten what is sent; only where carrier and phones know them',
      ),
    concat: z
      .enum(['udh8', 'udh16', 'sar', 'payload'])
      .default('udh8')
      .describe(
        'How long messages are split: header with an 8-bit or 16-bit reference, sar_ parameters, or by the carrier itself',
      ),
    splitAt: z
      .enum(['words', 'anywhere'])
      .default('words')
      .describe('Where long messages are split: between words where that takes no more parts, or where a part is full'),
    registeredDelivery: z
      .enum(['auto', 'always', 'never'])
      .default('auto')
      .describe(
        'Reports to ask for. auto: all where the user wants a receipt, else of failures only; always: all; never: none',
      ),
    receipts: receiptConfig.prefault({}).describe('How the carrier writes delivery receipts'),
    source: override.optional().describe('Type and plan of our numbers; default: by their form'),
    destination: override.optional().describe('Type and plan of the numbers written to; default: by their form'),
    unknownOutcome: z
      .enum(['report', 'resend'])
      .default('report')
      .describe('A submit whose answer is lost: report it to the user as unknown, or send again and risk a duplicate'),
    statuses: statuses
      .prefault({})
      .describe(
        'What the carrier means by a command_status, where it is not what the standard says; by `0x45` and the like',
      )
      .meta({ examples: [{ '0x45': { class: 'permanent', text: 'barred' } }] }),
    receiptText: z
      .boolean()
      .default(true)
      .describe('Take a message that reads like a delivery receipt for one, even where its type does not say so'),
    cost: z
      .number()
      .min(0)
      .default(0)
      .describe(
        'What a segment costs, in any unit: of carriers whose prefixes fit a number equally the cheapest is taken',
      ),
    costs: z
      .record(prefix, z.number().min(0))
      .default({})
      .describe('Costs of numbers that begin so, in place of `cost`; the longest match counts')
      .meta({ examples: [{ '+49': 0.07 }] }),
    validity: duration('1m', '30d')
      .optional()
      .describe('How long this carrier tries to deliver, in place of `validity` of the gateway'),
    prefixes: z
      .array(prefix)
      .min(1)
      .default(['+', ''])
      .describe(
        'Numbers that go this way, by their first characters; the longest match wins. "+" is all international numbers, "" the rest',
      ),
  })
  .superRefine((value, check) => {
    if ((value.password === undefined) === (value.passwordFile === undefined)) {
      check.addIssue({ code: 'custom', path: ['password'], message: 'give either password or passwordFile' });
    }
    if (value.burst !== undefined && value.burst < (value.rate ?? Number.POSITIVE_INFINITY) / LEAST_BURST_PART) {
      const message =
        value.rate === undefined
          ? 'burst belongs to a rate: give rate too'
          : `at this rate no process can keep to less than a burst of ${Math.ceil(value.rate / LEAST_BURST_PART)}`;
      check.addIssue({ code: 'custom', path: ['burst'], message });
    }
    for (const key of ['receiveHost', 'receivePort'] as const) {
      if (value[key] === undefined || value.bind === 'pair') continue;
      check.addIssue({
        code: 'custom',
        path: [key],
        message: 'only a pair has a receiver of its own: set bind to pair',
      });
    }
    if (value.shares > value.binds) {
      check.addIssue({ code: 'custom', path: ['shares'], message: 'each share needs a bind of its own: raise binds' });
    }
    if (value.nationalShift.length > 0 && !value.defaultAlphabet.endsWith('gsm')) {
      const message = 'national tables need defaultAlphabet gsm or packed-gsm';
      check.addIssue({ code: 'custom', path: ['nationalShift'], message });
    }
    if (value.tls !== undefined && (value.tls.certFile === undefined) !== (value.tls.keyFile === undefined)) {
      check.addIssue({ code: 'custom', path: ['tls'], message: 'certFile and keyFile belong together' });
    }
  });

const own = z.strictObject({
  inventory: z
    .array(z.string().regex(/^(?:\+[1-9]\d{4,14}|\d{3,8})$/, 'write an international number or a short code'))
    .default([])
    .describe('Our numbers that belong to one user each, besides the shared ones'),
  choose: z.boolean().default(false).describe('Whether a user may take a free one of them; else admins assign them'),
  phones: z
    .boolean()
    .default(false)
    .describe(
      'Whether users may send from the number of their own phone, after a code that is sent to it. Answers go to the phone',
    ),
});

const numbers = z
  .strictObject({
    shared: z
      .array(sender)
      .default([])
      .describe(
        'Our numbers, shared by all users. A user keeps one for each contact. Empty: the carrier sets the sender',
      ),
    pool: z
      .boolean()
      .default(false)
      .describe('Give each user who writes to a phone another one of the shared numbers, as long as there are enough'),
    userChoice: z
      .boolean()
      .default(false)
      .describe('Whether a user may choose one of the shared numbers, or a name among them, as sender'),
    own: own.prefault({}).describe('Numbers that belong to one user each'),
    unroutedTo: z
      .string()
      .regex(/^[^@/\s]+@[^@/\s]+$/, 'write a bare JID, such as desk@example.org')
      .optional()
      .describe('Bare JID of a registered user who gets messages that belong to nobody; default: they are refused'),
    replyTtl: duration('1m', '365d')
      .prefault('7d')
      .describe('How long an answer of a phone goes to the user who wrote last'),
    questionTtl: duration('1m', '30d').prefault('24h').describe('How long the phone may take to say whom it means'),
  })
  .superRefine(({ shared, own }, check) => {
    const seen = new Set<string>();
    const all = [
      ...shared.map((number, index) => ({ number, path: ['shared', index] })),
      ...own.inventory.map((number, index) => ({ number, path: ['own', 'inventory', index] })),
    ];
    for (const { number, path } of all) {
      if (seen.has(number)) check.addIssue({ code: 'custom', path, message: `${number} stands here twice` });
      seen.add(number);
    }
  });

/** The section `gateways.sms` of the config file. */
export const smsConfig = z
  .strictObject({
    domain: z.string().min(1).describe('XMPP domain of this gateway, as the server knows the component'),
    secret: z.string().min(1).optional().describe('Secret shared with the server; or use secretFile'),
    secretFile: z.string().min(1).optional().describe('File with the secret shared with the server'),
    server: z.string().min(1).optional().describe('host:port of the component listener; default: xmpp.server'),
    avatarFile: z
      .string()
      .min(1)
      .optional()
      .describe('Picture of the gateway and its contacts: a square PNG under 8 KiB')
      .meta({ examples: ['/etc/isthmus/avatar.png'] }),
    defaultCountry: z
      .string()
      .toUpperCase()
      .refine((text) => isSupportedCountry(text), 'write the two letters of a country, such as US (ISO 3166)')
      .optional()
      .describe('Country whose national numbers are understood; a user may set another'),
    numbers: numbers.prefault({}).describe('Our own numbers and who gets the answers'),
    carriers: z.array(carrier).min(1).describe('The carriers, by SMPP'),
    validity: duration('1m', '30d')
      .optional()
      .describe('How long a carrier tries to deliver; default: as the carrier decides')
      .meta({ live: true }),
    ...policySchema,
    maxSegments: z
      .int()
      .min(1)
      .max(MOST_SEGMENTS)
      .default(10)
      .describe('Short messages that one text may become')
      .meta({ live: true }),
    transliterate: z
      .enum(['off', 'typography', 'letters'])
      .default('off')
      .describe(
        'What may be replaced where a whole text then fits the 7-bit alphabet: nothing, quotes and dashes, or accents too',
      )
      .meta({ live: true }),
    flash: z
      .boolean()
      .default(false)
      .describe(
        'Whether a message that its sender marks as urgent (XEP-0131) is shown at once and not kept by the phone',
      ),
    reassembly: duration('10s', '1d').prefault('10m').describe('How long to wait for missing parts of a message'),
    allow: z
      .array(z.string())
      .optional()
      .describe('Who may use this gateway, besides `access`: domains and bare JIDs')
      .meta({ live: true }),
    deny: z.array(z.string()).optional().describe('Who may not use this gateway').meta({ live: true }),
  })
  .superRefine((value, check) => {
    const seen = new Set<string>();
    for (const [index, { name }] of value.carriers.entries()) {
      if (seen.has(name)) {
        check.addIssue({
          code: 'custom',
          path: ['carriers', index, 'name'],
          message: `two carriers are named ${name}`,
        });
      }
      seen.add(name);
    }
  });

export type SmsConfig = z.output<typeof smsConfig>;

/** One entry of `carriers`. */
export type CarrierConfig = SmsConfig['carriers'][number];
