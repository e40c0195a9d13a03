import { parseJid } from '../../../src/xmpp/jid.js';
import type { Authenticity } from './authentication.js';
import { fieldsOf, type MailHead } from './mail.js';

const LONGEST = 3200;

/**
 * The JID at which the author of a mail can be reached (RFC 7259), bare; undefined where there is none, or several, or nothing proves that
 * the mail is from its author: anybody could send users to somebody else by it.
 */
export function jabberIdOf(mail: Pick<MailHead, 'headers'>, authenticity: Authenticity): string | undefined {
  const [value, ...more] = fieldsOf(mail, 'jabber-id');
  if (value === undefined || more.length > 0 || value.length > LONGEST || authenticity !== 'pass') return undefined;
  const jid = parseJid(value.trim().replace(/^xmpp:/i, ''));
  // A domain alone, or an address of a program.
  return jid === undefined || jid.local === '' || jid.resource !== '' ? undefined : jid.bare;
}
