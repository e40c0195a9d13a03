import type { Account, HoldContext } from '../../gateway.js';
import { identityOf } from '../accounts/identities.js';
import { parseMailAddress } from '../address/mail-address.js';
import type { AddressesConfig } from '../addresses-config.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import type { MailRecords } from '../conversation/mail-records.js';
import type { IncomingMail, LmtpEvents } from '../lmtp/server.js';
import type { SmtpReply } from '../smtp/reply.js';
import { troubleOf } from '../trouble.js';
import type { Inbox } from './inbox.js';

/** Whom an address of ours stands for. */
interface Owner {
  readonly identity: Identity;
  /** What was behind the `+`, or the token of a return path. */
  readonly token?: string;
}

interface PostRoomParts {
  readonly context: HoldContext;
  readonly config: EmailConfig & { readonly addresses: AddressesConfig };
  readonly records: MailRecords;
  /** The inbox that takes the mail of an account. */
  readonly inboxOf: (account: Account) => Pick<Inbox, 'take'>;
}

const OK: SmtpReply = {
  code: 250,
  status: { class: 2, subject: 1, detail: 5 },
  text: 'delivered to the user of this address',
};
const KNOWN: SmtpReply = { code: 250, status: { class: 2, subject: 1, detail: 5 }, text: 'the user has this mail' };
const NO_SUCH: SmtpReply = { code: 550, status: { class: 5, subject: 1, detail: 1 }, text: 'nobody has this address' };
const LATER: SmtpReply = {
  code: 451,
  status: { class: 4, subject: 3, detail: 0 },
  text: 'cannot be taken now, try again',
};
const LOOP: SmtpReply = { code: 554, status: { class: 5, subject: 4, detail: 6 }, text: 'this mail goes in circles' };

const HELD: SmtpReply = {
  code: 250,
  status: { class: 2, subject: 1, detail: 5 },
  text: 'kept for the user of this address',
};
const FULL: SmtpReply = {
  code: 452,
  status: { class: 4, subject: 2, detail: 2 },
  text: 'too much waits for this user already',
};
const UNWANTED: SmtpReply = {
  code: 550,
  status: { class: 5, subject: 7, detail: 1 },
  text: 'mail of this sender is not taken for this recipient',
};

/** Tokens of return paths and of answers that have no room for a name. */
const TOKENS = new Set(['bounces', 'reply']);

/** Takes the mail for addresses of the gateway's own domain, one answer for each recipient (RFC 2033 4.2). */
export class PostRoom implements LmtpEvents {
  readonly #o: PostRoomParts;

  constructor(parts: PostRoomParts) {
    this.#o = parts;
  }

  async recipient(address: string): Promise<'ok' | SmtpReply> {
    try {
      return (await this.#owner(address)) === undefined ? NO_SUCH : 'ok';
    } catch {
      return LATER;
    }
  }

  async mail({ from, recipients, octets }: IncomingMail): Promise<ReadonlyMap<string, SmtpReply>> {
    const replies = await Promise.all(
      recipients.map(
        async (address): Promise<[string, SmtpReply]> => [address, await this.#take(address, from, octets)],
      ),
    );
    return new Map(replies);
  }

  async #take(address: string, from: string, octets: Uint8Array): Promise<SmtpReply> {
    const { context, inboxOf } = this.#o;
    try {
      const owner = await this.#owner(address);
      if (owner === undefined) return NO_SUCH;
      const { identity, token } = owner;
      const taken = await inboxOf(identity.account).take(identity, octets, {
        via: 'lmtp',
        returnPath: from,
        receivedAt: context.clock.now(),
        ...(token === undefined ? {} : { token }),
      });
      if (taken.kind === 'refused') return taken.problem.text.key === 'email.loop' ? LOOP : UNWANTED;
      if (taken.kind === 'full') return FULL;
      return taken.kind === 'known' ? KNOWN : taken.kind === 'held' ? HELD : OK;
    } catch (error) {
      context.log.warn(troubleOf(error), 'a mail could not be taken; the mail server keeps it');
      return LATER;
    }
  }

  /** Reads the local part: `romeo`, `romeo+token`, `reply+token`, `bounces+token`. Rejects where the store cannot be asked. */
  async #owner(address: string): Promise<Owner | undefined> {
    const { context, config, records } = this.#o;
    const read = parseMailAddress(address);
    if (!read.ok || read.address.ascii !== config.addresses.domain) return undefined;
    const local = read.address.local.toLowerCase();
    const plus = local.indexOf('+');
    const [name, detail] = plus === -1 ? [local] : [local.slice(0, plus), local.slice(plus + 1)];
    if (TOKENS.has(name)) {
      const record = detail === undefined ? undefined : await records.byName(detail);
      return record === undefined ? undefined : this.#of(await context.account(record.account), record.born, detail);
    }
    return this.#of(await context.holderOf(name), undefined, detail);
  }

  #of(account: Account | undefined, born: number | undefined, token: string | undefined): Owner | undefined {
    if (account === undefined || (born !== undefined && account.born !== born)) return undefined;
    const identity = identityOf(account, this.#o.config);
    if (identity?.kind !== 'address') return undefined;
    return { identity, ...(token === undefined ? {} : { token }) };
  }
}
