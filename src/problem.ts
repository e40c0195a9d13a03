/** The defined conditions of RFC 6120 8.3.3. */
export type StanzaCondition =
  | 'bad-request'
  | 'conflict'
  | 'feature-not-implemented'
  | 'forbidden'
  | 'gone'
  | 'internal-server-error'
  | 'item-not-found'
  | 'jid-malformed'
  | 'not-acceptable'
  | 'not-allowed'
  | 'not-authorized'
  | 'policy-violation'
  | 'recipient-unavailable'
  | 'redirect'
  | 'registration-required'
  | 'remote-server-not-found'
  | 'remote-server-timeout'
  | 'resource-constraint'
  | 'service-unavailable'
  | 'subscription-required'
  | 'undefined-condition'
  | 'unexpected-request';

/** The error types of RFC 6120 8.3.2. */
export type StanzaErrorType = 'auth' | 'cancel' | 'continue' | 'modify' | 'wait';

/** A sentence of the text catalogue: its key and the values for its `{places}`. */
export interface TextRef {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** Why something cannot be done, as a value: becomes an error stanza, and its text is looked up in the user's language. */
export interface Problem {
  readonly type: StanzaErrorType;
  readonly condition: StanzaCondition;
  readonly text: TextRef;
  /** The JID that was probably meant; told in the text and as the URI of `<gone/>` (RFC 6120 8.3.3.5). */
  readonly hint?: string;
  /** The network's own code, e.g. `smpp 0x0000000b`; goes into logs and into an element of our own in the error. */
  readonly code?: string;
  /** Fields of the form that was filled in by which it can be mended, where they are others than those that are asked for first. */
  readonly fields?: readonly string[];
  /** Nobody can say whether the message went out all the same. */
  readonly maybeSent?: true;
}
