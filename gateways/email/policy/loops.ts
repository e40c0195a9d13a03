import type { KeyValue } from '../../gateway.js';
import { fieldOf, fieldsOf, type MailHead } from './mail.js';

/** Field in which a gateway between mail and XMPP counts how often a message has gone through one. */
export const HOPS_FIELD = 'X-XMPP-Gateway-Hops';
/** Field that names the robots that a mail went through. */
const LOOP_FIELD = 'X-Loop';

/** Gateways that a message may go through: one on the way in and one on the way out, and one to spare. */
const MOST_GATEWAYS = 3;
/** Mail servers that a mail may go through. Most give up at 50 to 100. */
const MOST_HOPS = 50;

/** Why a mail goes round in circles. */
type LoopKind =
  /** It went through too many mail servers, or through too many gateways. */
  | 'hops'
  | 'gateways'
  /** It carries the mark of this gateway. */
  | 'mark'
  /** It is a mail of our own that came back: over a mailing list, or because the user wrote to themselves. */
  | 'echo';

/** By what this gateway knows what is its own. */
export interface OwnMarks {
  /** What it writes into X-Loop: the domain of the gateway. */
  readonly mark: string;
  /** Whether a Message-ID (without angle brackets) was made here. */
  readonly isOwnMessageId: (id: string) => boolean;
  /** Bare JID of the user for whom the mail came, and the addresses of this account. */
  readonly user: string;
  readonly addresses: readonly string[];
}

type Seen = Pick<MailHead, 'headers' | 'from' | 'messageId'>;

/**
 * Whether a mail goes round in circles; it is then neither delivered as a new one nor answered. An echo may still tell that a mail
 * of the user has arrived somewhere.
 */
export function loopOf(mail: Seen, own: OwnMarks): LoopKind | undefined {
  if (fieldsOf(mail, 'received').length > MOST_HOPS) return 'hops';
  if (gatewaysOf(fieldOf(mail, HOPS_FIELD.toLowerCase())) >= MOST_GATEWAYS) return 'gateways';
  if (fieldsOf(mail, LOOP_FIELD.toLowerCase()).some((value) => markOf(value) === own.mark.toLowerCase())) return 'mark';
  if (mail.messageId !== undefined && own.isOwnMessageId(mail.messageId)) return 'echo';
  const [author] = mail.from;
  const isUser =
    author !== undefined && own.addresses.some((one) => one.toLowerCase() === author.address.toLowerCase());
  // A Jabber-ID alone is worth nothing: anybody can write it (RFC 7259 3).
  return isUser && markOf(fieldOf(mail, 'jabber-id') ?? '') === own.user ? 'echo' : undefined;
}

/** How many gateways a message has gone through, by the value of the field; a value that is none counts as too many. */
export function gatewaysOf(value: string | undefined): number {
  if (value === undefined) return 0;
  const text = value.trim();
  return /^\d{1,3}$/.test(text) ? Number(text) : MOST_GATEWAYS;
}

/** The value of the field for what goes out, by that which came in; undefined: it may go no further. */
export function nextGateway(value: string | undefined): string | undefined {
  const next = gatewaysOf(value) + 1;
  return next > MOST_GATEWAYS ? undefined : String(next);
}

function markOf(value: string): string {
  return value
    .slice(0, 512)
    .trim()
    .toLowerCase()
    .replace(/^xmpp:/, '');
}

/** Whether somebody has written too much without pause; `first`: with this mail, so that the user may be told. */
export interface SenderCount {
  readonly tooMany: boolean;
  readonly first: boolean;
}

const HOUR_SECONDS = 3600;

/**
 * Counts what one sender writes to one account: two programs that answer each other make themselves known by their number alone. The
 * count ends when nothing has come for an hour.
 */
export class SenderCounts {
  readonly #kv: Pick<KeyValue, 'count'>;
  readonly #most: number;

  /** `most`: mails without pause, after which the rest is left alone (`limits.notices`). */
  constructor(kv: Pick<KeyValue, 'count'>, most: number) {
    this.#kv = kv;
    this.#most = most;
  }

  /** Counts one more. */
  async count(account: string, sender: string): Promise<SenderCount> {
    const count = await this.#kv.count(`came:${account}:${sender.toLowerCase()}`, HOUR_SECONDS);
    return { tooMany: count > this.#most, first: count === this.#most + 1 };
  }
}
