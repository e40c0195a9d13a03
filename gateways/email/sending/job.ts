import type { Account, MessageEvent, RefusedRecipient } from '../../gateway.js';
import type { Settings } from '../accounts/settings.js';
import type { Identity } from '../conversation/identity.js';
import type { MailRecord } from '../conversation/mail-records.js';
import type { OutPlan, OutRecipient } from '../conversation/out-plan.js';
import type { Addressees } from './addressees.js';

/** One message on its way out. */
export interface Job {
  /** Id of its envelope: the Message-ID derives from it, so that a repeat is the same mail. */
  readonly id: string;
  readonly account: Account;
  readonly event: MessageEvent;
  /** Wall time at which it was written, ms. */
  readonly at: number;
  /** Only to these of its recipients: the others have it. */
  readonly only?: readonly string[];
}

/** A message of which it is known whom it goes to. */
export interface Addressed {
  readonly job: Job;
  readonly identity: Identity;
  readonly settings: Settings;
  readonly addressees: Addressees;
  /** Everybody, in the order of the ids of parts; nobody where all of several are refused. */
  readonly recipients: readonly OutRecipient[];
  /** Who may not be written to. */
  readonly refused: readonly RefusedRecipient[];
  /** The mail that it answers or speaks of. */
  readonly base?: MailRecord;
  /** The user has chosen that mail. */
  readonly asked: boolean;
  readonly messageId: string;
  /** Name of its record: envelope id (RFC 3461 4.4) and token of the return path. */
  readonly name: string;
}

/** A mail that is ready to go. */
export interface Ready extends Addressed {
  readonly plan: OutPlan;
  /** MAIL FROM. */
  readonly returnPath: string;
  readonly octets: Uint8Array;
  /** Its signatures, which go before it. */
  readonly prefix?: Uint8Array;
}
