import type { AddressCodec, AddressResult, Problem } from '../../gateway.js';
import { fromJidForm, toJidForm } from './jid-form.js';
import { contactForm, type NoMailAddress, parseMailAddress } from './mail-address.js';
import { isGroupContact, isListContact, isNoReply } from './special-contacts.js';
import { typedAddress } from './typed-address.js';

/** Nearly every address: nothing in it needs a second look. */
const USUAL = /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9-]+\.)+[a-z]{2,}$/;
const LONGEST_USUAL = 64;

/**
 * Mail addresses as local parts of JIDs: `alice@example.com` (in a JID `alice\40example.com`), in small letters and with U-labels.
 * Mailing lists are their List-Id and groups `<token>.group`, both without an at sign. The gateways of old wrote `alice%example.com`;
 * who writes that is told of the other form.
 */
export class MailAddresses implements AddressCodec {
  readonly schemes = ['mailto', 'im'];

  parse(local: string): AddressResult {
    const address = this.#read(local);
    if (!address.ok) return address;
    return isNoReply(address.address) ? { ok: false, problem: noReplyProblem(address.address) } : address;
  }

  prompt(text: string): AddressResult {
    const typed = typedAddress(text);
    const result = this.parse(typed);
    if (result.ok || result.suggestion === undefined) return result;
    return this.parse(result.suggestion);
  }

  format(address: string): string {
    return toJidForm(address);
  }

  noReply(local: string): string | undefined {
    if (!/no|not|daemon|dont|never/i.test(local)) return undefined;
    const result = this.#read(local);
    return result.ok && isNoReply(result.address) ? result.address : undefined;
  }

  #read(local: string): AddressResult {
    if (local.length <= LONGEST_USUAL && USUAL.test(local) && !local.includes('xn--')) {
      return { ok: true, address: local, local };
    }
    if (!local.includes('@')) return withoutAt(local);
    const read = parseMailAddress(fromJidForm(local));
    if (!read.ok) return { ok: false, problem: malformed(read.why, local) };
    const address = contactForm(read.address);
    return { ok: true, address, local: toJidForm(address) };
  }
}

function withoutAt(local: string): AddressResult {
  const name = local.toLowerCase();
  if (isGroupContact(name) || isListContact(name)) return { ok: true, address: name, local: name };
  const percent = name.lastIndexOf('%');
  const meant = percent > 0 ? parseMailAddress(`${name.slice(0, percent)}@${domainBehind(name, percent)}`) : undefined;
  if (meant?.ok !== true) return { ok: false, problem: malformed(local === '' ? 'empty' : 'no-at', local) };
  const suggestion = toJidForm(contactForm(meant.address));
  const text = { key: 'email.address.write-as', params: { suggestion } };
  return { ok: false, problem: { type: 'cancel', condition: 'gone', text }, suggestion };
}

/** Behind the last percent sign, or behind `%40`, which is an at sign in URIs and far more often meant than a domain that begins so. */
function domainBehind(text: string, percent: number): string {
  const domain = text.slice(percent + 1);
  return domain.startsWith('40') ? domain.slice(2) : domain;
}

/** What a user is told of a text that is no mail address. */
function malformed(why: NoMailAddress, written: string): Problem {
  const text = { key: `email.address.${why}`, params: { written: written.slice(0, 100) } };
  return { type: 'modify', condition: 'jid-malformed', text };
}

function noReplyProblem(address: string): Problem {
  return { type: 'cancel', condition: 'not-allowed', text: { key: 'email.address.no-reply', params: { address } } };
}
