import type { HoldContext, Problem } from '../../gateway.js';
import type { EmailAnswers, EmailOrder } from '../commands/orders.js';
import type { EmailConfig } from '../config.js';
import type { MailRecords } from '../conversation/mail-records.js';
import type { Spellings } from '../conversation/spellings.js';
import type { Mailboxes } from '../mailboxes/mailboxes.js';
import type { OctetBudget } from '../reader/octet-budget.js';
import type { MailReader } from '../reader/reader.js';
import type { KeptMails } from '../receiving/kept-mails.js';
import type { RecentMails } from '../receiving/recent-mails.js';
import type { Releases } from '../receiving/releases.js';
import type { RoomTalk } from '../rooms/room-talk.js';
import type { Unsealing } from '../secure/unsealing.js';
import type { SignIns } from './sign-ins.js';

/** What following orders needs of whoever holds a lane. */
export interface OrdersParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly reader: Pick<MailReader, 'read'>;
  /** Of the process, for files on their way into mails. */
  readonly fileMemory: OctetBudget;
  readonly records: MailRecords;
  readonly spellings: Spellings;
  /** Opens what came encrypted. */
  readonly unsealing: Pick<Unsealing, 'unseal'>;
  readonly signIns: SignIns;
  /** That many octets of chance. */
  readonly random: (octets: number) => Buffer;
  /** Mails of addresses of ours, as far as they are kept whole. */
  readonly kept: Pick<KeptMails, 'read'>;
  /** The same, for all of the last days; undefined where the gateway gives no addresses. */
  readonly recent: Pick<RecentMails, 'read'> | undefined;
  /** Whose mail waits for a word of its user, and comes then. */
  readonly releases: Pick<Releases, 'accept'>;
  readonly rooms: Pick<RoomTalk, 'inviteTo'>;
  /** Undefined where users may have none of their own. */
  readonly mailboxes: Mailboxes | undefined;
}

/** An order with its parameters, and who gave it: a bare JID, empty where an admin asks all holders. */
export interface Ordered<D extends EmailOrder['do']> {
  readonly parts: OrdersParts;
  readonly user: string;
  readonly order: Extract<EmailOrder, { readonly do: D }>;
}

/** What came of an order: its answer, or why it was not followed. */
export type Done<D extends EmailOrder['do']> = EmailAnswers[D] | { readonly problem: Problem };

/** Follows the orders of one name. */
export type Follower<D extends EmailOrder['do']> = (ordered: Ordered<D>) => Promise<Done<D>>;

/** Why an order cannot be followed; thrown from where it is noticed, and the answer to the order. */
export class OrderRefused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.text.key);
    this.name = 'OrderRefused';
    this.problem = problem;
  }
}

/** An order that was not followed; `key` is of the sentence that says why. */
export function refused(
  key: `email.${string}`,
  params?: Problem['text']['params'],
  condition: Problem['condition'] = 'item-not-found',
): OrderRefused {
  const text = params === undefined ? { key } : { key, params };
  return new OrderRefused({ type: condition === 'not-acceptable' ? 'modify' : 'cancel', condition, text });
}
