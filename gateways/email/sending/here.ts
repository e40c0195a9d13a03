import type { LmtpEvents } from '../lmtp/types.js';
import type { SmtpReply } from '../smtp/reply.js';
import type { RefusedAddress, Transaction, TransactionResult } from '../smtp/transaction.js';

interface HereOptions {
  /** Takes mail for addresses of the gateway. */
  readonly room: LmtpEvents;
  /** The name in which the admin's mail server marks its checks (RFC 8601): these mails are from whom they name, and say so. */
  readonly authservId?: string;
}

const ABILITIES = { dsn: false, utf8: true, eightBit: true, pipelining: false };
const LATER: SmtpReply = { code: 451, status: { class: 4, subject: 4, detail: 0 }, text: 'not reached' };
const LOOPBACK = '127.0.0.1';

/**
 * Hands mails to users of this gateway without any mail server: they are taken as those are that come in by LMTP, with one answer for
 * each recipient. Taking one again does no harm.
 */
export class Here {
  readonly #room: HereOptions['room'];
  readonly #authservId: string | undefined;

  constructor({ room, authservId }: HereOptions) {
    this.#room = room;
    this.#authservId = authservId;
  }

  /** Whether a user has this address. Others of the domain may have mailboxes at the admin's mail server. */
  async knows(address: string): Promise<boolean> {
    return (await this.#room.recipient(address)) === 'ok';
  }

  async send({ from, to, octets, prefix, utf8 }: Omit<Transaction, 'mayWrite'>): Promise<TransactionResult> {
    const recipients = to.map(({ address }) => address);
    const mark =
      this.#authservId === undefined
        ? ''
        : `Authentication-Results: ${this.#authservId}; spf=pass smtp.mailfrom=${from.slice(from.lastIndexOf('@') + 1)}\r\n`;
    const whole = Buffer.concat([Buffer.from(mark), prefix ?? new Uint8Array(), octets]);
    const replies = await this.#room.mail({ from, recipients, octets: whole, peer: LOOPBACK, utf8 });
    const refused = recipients.flatMap((address): readonly RefusedAddress[] => {
      const reply = replies.get(address) ?? LATER;
      return reply.code < 400 ? [] : [{ address, reply }];
    });
    return ended(recipients, refused);
  }
}

/** How a mail ended that went to some recipients here and to others over a mail server. Pure. */
export function joined(
  here: TransactionResult,
  outside: TransactionResult,
  addresses: { readonly here: readonly string[]; readonly outside: readonly string[] },
): TransactionResult {
  if (here.kind === 'unknown') return here;
  if (outside.kind === 'unknown') return outsideUnknown(here, outside, addresses);
  const refused = [...refusedOf(here, addresses.here), ...refusedOf(outside, addresses.outside)];
  const unsure = outside.kind === 'sent' ? (outside.unsure ?? []) : [];
  const sure = addresses.outside.filter((address) => !unsure.includes(address));
  const result = ended([...addresses.here, ...sure], refused);
  if (result.kind === 'sent' && outside.kind === 'sent') return { ...outside, accepted: result.accepted, refused };
  return result;
}

/** Of those here it is known for sure. */
function outsideUnknown(
  here: Exclude<TransactionResult, { readonly kind: 'unknown' }>,
  outside: Extract<TransactionResult, { readonly kind: 'unknown' }>,
  addresses: Parameters<typeof joined>[2],
): TransactionResult {
  const refusedOutside = outside.refused ?? [];
  const refused = [...refusedOf(here, addresses.here), ...refusedOutside];
  if (here.kind !== 'sent') return { ...outside, refused };
  const without = new Set(refusedOutside.map(({ address }) => address));
  return { ...here, refused, unsure: addresses.outside.filter((address) => !without.has(address)) };
}

function refusedOf(
  result: Exclude<TransactionResult, { readonly kind: 'unknown' }>,
  addresses: readonly string[],
): readonly RefusedAddress[] {
  if (result.kind === 'sent') return result.refused;
  const replies = new Map(result.refused.map(({ address, reply }) => [address, reply]));
  // A server that does not let us in for now may say so by a code that is final for one recipient.
  const now = result.kind === 'not-now' && (result.reply?.code ?? 0) >= 500;
  const other = now ? LATER : (result.reply ?? LATER);
  return addresses.map((address) => ({ address, reply: replies.get(address) ?? other }));
}

function ended(recipients: readonly string[], refused: readonly RefusedAddress[]): TransactionResult {
  const without = new Set(refused.map(({ address }) => address));
  const accepted = recipients.filter((address) => !without.has(address));
  if (accepted.length > 0) return { kind: 'sent', accepted, refused, abilities: ABILITIES };
  const later = refused.find(({ reply }) => reply.code < 500);
  const [first] = refused;
  const reply = later?.reply ?? first?.reply ?? LATER;
  if (later === undefined) return { kind: 'refused', reply, stage: 'rcpt', refused };
  return { kind: 'not-now', reason: reply.text, stage: 'rcpt', scope: 'mail', reply, refused };
}
