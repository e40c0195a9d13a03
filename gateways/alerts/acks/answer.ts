/** What somebody wants who answers an alert. */
export type AnswerKind = 'ack' | 'unack' | 'silence' | 'unsilence' | 'resolve' | 'comment';

/** How it is known which alert is meant. */
type AnswerRelation =
  /** Its code is in the text. */
  | 'code'
  /** By the network: a reaction, a reply, a thread, the token of a mail. */
  | 'reply'
  /** It is the only one that is open for the sender. */
  | 'only';

/** An answer to one alert. */
export interface Answer {
  readonly kind: AnswerKind;
  /** Code of the alert, as it is written in messages. It need not be among the open ones where it was in the text. */
  readonly code: string;
  readonly by: AnswerRelation;
  /** Of a silence, milliseconds; missing: as long as is usual. */
  readonly duration?: number;
  readonly comment?: string;
}

/** An answer of which nobody can say to which alert it belongs: the sender is asked for the code. */
export interface UnclearAnswer {
  readonly kind: 'unclear';
  readonly wanted: AnswerKind;
  /** Codes of the alerts that are open for the sender. */
  readonly open: readonly string[];
}

/** Something written that may be an answer. */
export interface Written {
  /** Where it came from; `xmpp-room` and `irc-channel` are read by many. */
  readonly medium: 'xmpp' | 'xmpp-room' | 'irc' | 'irc-channel' | 'sms' | 'email';
  /** As written; quotations of a mail or a reply are taken off by whoever received it (RFC 3676 4.5, XEP-0428). */
  readonly text: string;
  /** Code of the alert that is meant by the network itself: reply (XEP-0461), thread (RFC 6121 5.2.5), token of a mail. */
  readonly related?: string;
  /** Codes of the alerts that were told to the sender and are open. */
  readonly open: readonly string[];
  /** In a room: the words were addressed to the bot, whose name was taken off. */
  readonly addressed?: boolean;
}
