import type { Account } from '../../gateway.js';
import type { IncomingMail, LmtpEvents } from '../lmtp/types.js';
import type { SmtpReply } from '../smtp/reply.js';
import type { Inbox } from './inbox.js';

/** One lane of this process, as far as mail that comes by LMTP is concerned. */
interface Counter {
  /** Takes the mail of any user. */
  readonly room: LmtpEvents;
  readonly inbox: Pick<Inbox, 'take'>;
  /** Whether an account belongs to this lane. */
  readonly isOurs: (account: Account) => boolean;
}

const NOBODY_HERE: SmtpReply = {
  code: 451,
  status: { class: 4, subject: 3, detail: 2 },
  text: 'nobody takes mail here now, try again',
};

/**
 * Where mail comes in by LMTP. One port serves all lanes of a process, which come and go: each mail is taken over a lane that is held
 * at that moment, because only that one can let something wait.
 */
export class FrontDoor implements LmtpEvents {
  readonly #counters = new Set<Counter>();

  /** A lane is held; the end of that is told by calling what is returned. */
  open(counter: Counter): () => void {
    this.#counters.add(counter);
    return () => {
      this.#counters.delete(counter);
    };
  }

  /** The inbox of the lane that an account belongs to, where this process holds it. */
  inboxOf(account: Account): Counter['inbox'] | undefined {
    for (const { isOurs, inbox } of this.#counters) if (isOurs(account)) return inbox;
    return undefined;
  }

  async recipient(address: string): Promise<'ok' | SmtpReply> {
    const [counter] = this.#counters;
    return (await counter?.room.recipient(address)) ?? NOBODY_HERE;
  }

  async mail(mail: IncomingMail): Promise<ReadonlyMap<string, SmtpReply>> {
    const [counter] = this.#counters;
    return (await counter?.room.mail(mail)) ?? new Map(mail.recipients.map((address) => [address, NOBODY_HERE]));
  }
}
