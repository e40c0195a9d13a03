import type { Link } from './links.js';

/** A link as it lies in Redis: what is the same in all messages of one sender apart, so that it is written once. */
export interface PackedLink {
  readonly envelope: string;
  /** JSON. */
  readonly contact: string;
  /** Id of the stanza, JSON, or nothing; behind a space when it was taken, ms in base 36, and the trace, or nothing. */
  readonly stanza: string;
  /** All the rest, JSON. */
  readonly sender: string;
}

/**
 * Account (0: the bare JID of `from`), `born`, `from`, what follows the contact in `to` or else all of it in a list, whether
 * a receipt is wanted, and 1 more where the sender was told that nobody knows.
 */
type Sender = readonly [
  account: string | 0,
  born: number,
  from: string,
  to: string | readonly [string],
  receipt: 0 | 1,
  doubted?: 1,
];

/** A link in few octets: there are as many as messages without a delivery report. */
export function pack({
  envelope,
  account,
  born = 0,
  from,
  to,
  contact,
  stanzaId,
  at,
  receipt,
  doubted,
  trace,
}: Link): PackedLink {
  const sender: Sender = [
    account === bareOf(from) ? 0 : account,
    born,
    from,
    to.startsWith(contact) ? to.slice(contact.length) : [to],
    receipt ? 1 : 0,
    ...(doubted === undefined ? ([] as const) : ([1] as const)),
  ];
  return {
    envelope,
    contact: JSON.stringify(contact),
    stanza: `${stanzaId === undefined ? '' : JSON.stringify(stanzaId)}${at === undefined ? '' : ` ${at.toString(36)}`}${at === undefined || trace === undefined ? '' : ` ${trace}`}`,
    sender: JSON.stringify(sender),
  };
}

/** The link that was packed. */
export function unpack({ envelope, contact, stanza, sender }: PackedLink): Link {
  const [account, born, from, to, receipt, doubted] = JSON.parse(sender) as Sender;
  const address = JSON.parse(contact) as string;
  // JSON of a text ends with a quotation mark, and there is none in what follows.
  const end = stanza.lastIndexOf('"') + 1;
  const [taken = '', trace] = stanza.slice(end + 1).split(' ');
  const at = Number.parseInt(taken, 36);
  return {
    envelope,
    account: account === 0 ? bareOf(from) : account,
    ...(born === 0 ? {} : { born }),
    from,
    to: typeof to === 'string' ? address + to : to[0],
    contact: address,
    receipt: receipt === 1,
    ...(doubted === undefined ? {} : { doubted: true }),
    ...(end === 0 ? {} : { stanzaId: JSON.parse(stanza.slice(0, end)) as string }),
    ...(Number.isNaN(at) ? {} : { at }),
    ...(trace === undefined ? {} : { trace }),
  };
}

/** A full JID without its resource; neither local part nor domain holds a slash. */
function bareOf(jid: string): string {
  const slash = jid.indexOf('/');
  return slash < 0 ? jid : jid.slice(0, slash);
}
