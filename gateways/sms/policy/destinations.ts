import { getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import { type Problem, Recent } from '../../gateway.js';
import type { Countries } from './schema.js';

const REMEMBERED = 8192;

const BLOCKED: Problem = { type: 'cancel', condition: 'not-allowed', text: { key: 'sms.policy.blocked' } };

/** Which numbers users may write to, by country and by prefix. Pure between two configs, so every process says the same. */
export class Destinations {
  #allow: ReadonlySet<string> = new Set();
  #deny: ReadonlySet<string> = new Set();
  /** What numbers of denied countries begin with; others may begin so as well. */
  #denied: readonly string[] = [];
  #blocked: readonly string[] = [];
  #asksCountry = false;
  readonly #countries = new Recent<string, string>(REMEMBERED);

  constructor(countries: Countries, blocked: readonly string[]) {
    this.take(countries, blocked);
  }

  /** From now on by these. */
  take({ allow, deny }: Countries, blocked: readonly string[]): void {
    this.#allow = new Set(allow);
    this.#deny = new Set(deny);
    this.#denied = deny.map((country) => `+${getCountryCallingCode(country)}`);
    this.#blocked = blocked;
    this.#asksCountry = allow.length > 0 || deny.length > 0;
  }

  /** Why nobody may write there; undefined where they may. Short codes have no country and are allowed. */
  refusal(contact: string): Problem | undefined {
    if (this.isBlocked(contact)) return BLOCKED;
    if (!this.#asksCountry || !contact.startsWith('+')) return undefined;
    const country = this.#countryOf(contact);
    if (!this.#isDenied(contact, country) && (this.#allow.size === 0 || this.#allow.has(country))) return undefined;
    const text = { key: 'sms.policy.country', params: { country: country === '' ? '?' : country } };
    return { type: 'cancel', condition: 'not-allowed', text };
  }

  /** Whether a number is blocked in both directions. */
  isBlocked(contact: string): boolean {
    return this.#blocked.some((prefix) => contact.startsWith(prefix));
  }

  /** A number of no known country is taken for one of those that share its calling code. */
  #isDenied(contact: string, country: string): boolean {
    if (country !== '') return this.#deny.has(country);
    return this.#denied.some((code) => contact.startsWith(code));
  }

  /** Two letters; empty for a number of none (satellites, freephone). */
  #countryOf(contact: string): string {
    const known = this.#countries.get(contact);
    if (known !== undefined) return known;
    const country = parsePhoneNumberFromString(contact)?.country ?? '';
    this.#countries.set(contact, country);
    return country;
  }
}
