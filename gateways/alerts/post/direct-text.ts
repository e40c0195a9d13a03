import type { ExtendedAddress, FileLink } from '../../gateway.js';
import type { Severity } from '../alert.js';
import type { Member } from '../book/person.js';
import type { Medium } from '../book/place.js';

/** A text for people and places that belongs to no alert. */
export interface DirectText {
  readonly id: string;
  /** Name of the bot that sends it, where it is one. */
  readonly bot?: string;
  readonly to: readonly Member[];
  readonly title?: string;
  readonly text: string;
  readonly severity: Severity;
  readonly thread?: string;
  /** Id of an earlier text, which this one answers wherever that went. */
  readonly replyTo?: string;
  /** How it goes by mail to several: one mail that names nobody, one that names them, or (usually) one each. */
  readonly mail?: 'hidden' | 'together' | 'each';
  /** As what each of `to` is named in that one mail; usually `to`. */
  readonly as?: readonly ('to' | 'cc' | 'bcc')[];
  /** What those whom it reaches by XMPP and by other gateways are told of each other (XEP-0033). */
  readonly addresses?: readonly ExtendedAddress[];
  readonly files: readonly FileLink[];
  readonly expires?: number;
  /** A network that does not work: people are told by another one, where they have any. */
  readonly past?: Medium;
}
