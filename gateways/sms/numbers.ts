import { type CountryCode, isSupportedCountry, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js';
import { type Account, type AddressCodec, type AddressResult, type Problem, Recent } from '../gateway.js';
import { isEmergency } from './emergency.js';
import { isSurelyPossible } from './possible.js';
import type { SmppAddress } from './smpp/pdu.js';

/** What follows the name of a sender that has letters instead of a number; such a contact cannot be written to. */
const NAME_MARK = ';alphanumeric';
/** Contact for a sender that hides its number. */
const ANONYMOUS = 'anonymous';

const CANONICAL = /^\+[1-9]\d{6,14}$/;
const SHORT_CODE = /^\d{3,8}$/;
const EXTENSION = /\s*(?:;ext=|x|ext\.?|#)\s*\d+$/i;
/** Other forms in use come back at once, and a flood of them costs no memory. */
const REMEMBERED = 8192;
/** No number is longer; what else people write is not kept. */
const REMEMBERED_UNITS = 32;

/** Type of number and numbering plan (SMPP 3.4 5.2.5, 5.2.6). */
const INTERNATIONAL = { ton: 1, npi: 1 };
const NATIONAL_TON = 2;
const NETWORK_SPECIFIC = { ton: 3, npi: 0 };
const NAME = { ton: 5, npi: 0 };
const INTERNATIONAL_TON = 1;

function wrong(condition: Problem['condition'], key: string, params?: Record<string, string>): Problem {
  const text = params === undefined ? { key } : { key, params };
  return { type: condition === 'gone' || condition === 'not-allowed' ? 'cancel' : 'modify', condition, text };
}

const refuse = (problem: Problem): AddressResult => ({ ok: false, problem });
const accept = (address: string): AddressResult => ({ ok: true, address, local: address });

function countryOf(account: Account | undefined, fallback: string | undefined): CountryCode | undefined {
  const code = account?.fields.country ?? fallback;
  return code !== undefined && isSupportedCountry(code) ? code : undefined;
}

/** `libphonenumber` for one text; undefined where it finds no number at all. */
function readNumber(text: string, country: CountryCode | undefined): PhoneNumber | undefined {
  return parsePhoneNumberFromString(text, country === undefined ? {} : { defaultCountry: country });
}

/** A text that surely means one number, in its canonical form. National numbers must exist, others be of right length. */
function meant(text: string, country: CountryCode | undefined): string | undefined {
  const international = text.replace(/^\s*00(?=[1-9])/, '+');
  const number = readNumber(international, country);
  if (number === undefined || number.ext !== undefined) return undefined;
  const whole = international.trimStart().startsWith('+') ? number.isPossible() : number.isValid();
  return whole && CANONICAL.test(number.number) ? number.number : undefined;
}

/**
 * Phone numbers as JID local parts: `+15551234567`, short codes as they are, names of senders as `name;alphanumeric`
 * (read only). Short codes and emergency numbers are looked at first, since a parser takes them for national numbers.
 */
export class SmsAddresses implements AddressCodec {
  readonly schemes = ['sms', 'tel'];
  readonly #defaultCountry: string | undefined;
  readonly #known = new Recent<string, AddressResult>(REMEMBERED);

  constructor(defaultCountry: string | undefined) {
    this.#defaultCountry = defaultCountry;
  }

  parse(local: string, account?: Account): AddressResult {
    // The usual case costs less than remembering it would.
    if (CANONICAL.test(local) && !isEmergency(local) && isSurelyPossible(local)) return accept(local);
    const country = countryOf(account, this.#defaultCountry);
    const key = `${country}:${local}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const result = this.#read(local, country, false);
    if (key.length <= REMEMBERED_UNITS) this.#known.set(key, result);
    return result;
  }

  prompt(text: string, account?: Account): AddressResult {
    return this.#read(text.trim().replace(/^(?:sms|tel):/i, ''), countryOf(account, this.#defaultCountry), true);
  }

  format(address: string): string {
    return address;
  }

  /** A sender's name, or none at all: what such a sender writes arrives, and nothing goes back. */
  noReply(local: string): string | undefined {
    if (local === ANONYMOUS) return local;
    if (!local.endsWith(NAME_MARK)) return undefined;
    return nameContact(local.slice(0, -NAME_MARK.length)) === local ? local : undefined;
  }

  #read(text: string, country: CountryCode | undefined, lenient: boolean): AddressResult {
    if (text === '') return refuse(wrong('jid-malformed', 'sms.number.empty'));
    if (text.endsWith(NAME_MARK) || text === ANONYMOUS) return refuse(wrong('not-allowed', 'sms.number.no-reply'));
    if (isEmergency(text.replace(/[\s().-]/g, ''))) return refuse(wrong('not-allowed', 'sms.number.emergency'));
    if (EXTENSION.test(text)) return this.#suggest(text.replace(EXTENSION, ''), country, 'sms.number.extension');
    if (CANONICAL.test(text)) {
      if (isSurelyPossible(text) || readNumber(text, undefined)?.isPossible() === true) return accept(text);
      return refuse(wrong('jid-malformed', 'sms.number.impossible', { value: text }));
    }
    if (SHORT_CODE.test(text) && (text.length < 7 || meant(text, country) === undefined)) return accept(text);
    // A number spelled in letters is misread: "1-800-FLOWERS" would become one of five digits.
    const number = /\p{L}/u.test(text) ? undefined : meant(text, country);
    if (number === undefined)
      return refuse(wrong('jid-malformed', 'sms.number.not-a-number', { value: text.slice(0, 40) }));
    if (isEmergency(number)) return refuse(wrong('not-allowed', 'sms.number.emergency'));
    if (lenient) return accept(number);
    return {
      ok: false,
      suggestion: number,
      problem: wrong('gone', 'sms.number.write-as', { suggestion: number }),
    };
  }

  #suggest(text: string, country: CountryCode | undefined, key: string): AddressResult {
    const problem = wrong('jid-malformed', key);
    const suggestion = meant(text, country);
    // What is left may be a number that nobody may write to.
    if (suggestion === undefined || !this.#read(suggestion, country, false).ok) return refuse(problem);
    return { ok: false, problem, suggestion };
  }
}

/** How a canonical address (or a sender name of the config file) goes into a PDU. */
export function toSmppAddress(address: string, override?: { readonly ton: number; readonly npi: number }): SmppAddress {
  if (address === '') return { ton: 0, npi: 0, value: '' };
  const value = address.startsWith('+') ? address.slice(1) : address;
  const usual = address.startsWith('+') ? INTERNATIONAL : /^\d+$/.test(address) ? NETWORK_SPECIFIC : NAME;
  return { ton: override?.ton ?? usual.ton, npi: override?.npi ?? usual.npi, value };
}

/** The name of a sender that has letters instead of a number; undefined for every other contact. */
export function senderName(contact: string): string | undefined {
  return contact.endsWith(NAME_MARK) ? contact.slice(0, -NAME_MARK.length) : undefined;
}

/** The canonical address of a sender or recipient in a PDU of the carrier; digits without a type are read with care. */
export function fromSmppAddress(address: SmppAddress, defaultCountry: string | undefined): string {
  const { ton } = address;
  const value = address.value.trim();
  if (value === '') return ANONYMOUS;
  if (!/^\+?\d+$/.test(value)) return nameContact(value);
  if (value.startsWith('+')) return value;
  if (ton === NAME.ton) return nameContact(value);
  if (ton === INTERNATIONAL_TON) return value.length > 8 || isShortNumber(`+${value}`) ? `+${value}` : value;
  const country = countryOf(undefined, defaultCountry);
  if (value.startsWith('00')) return meant(value, country) ?? value;
  if (value.length < 7) return value;
  const national = country === undefined ? undefined : meant(value, country);
  if (ton === NATIONAL_TON) return national ?? value;
  const international = readNumber(`+${value}`, undefined);
  if (national !== undefined && international?.isValid() !== true) return national;
  return international?.isPossible() === true ? `+${value}` : (national ?? value);
}

/** A number of a country whose numbers are as short as short codes, such as those of Niue. */
function isShortNumber(value: string): boolean {
  return CANONICAL.test(value) && isSurelyPossible(value);
}

/** A sender's name as a contact: lower case, as JIDs fold it; the name itself is shown as the nick. */
function nameContact(name: string): string {
  const folded = name
    .toLowerCase()
    .replace(/[^\x21-\x7e]+/g, ' ')
    .trim();
  return folded === '' ? ANONYMOUS : `${folded}${NAME_MARK}`;
}
