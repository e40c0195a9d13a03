/** Where in a conversation something can be made to happen. */
export type Stage =
  /** Before the greeting. */
  | 'banner'
  | 'EHLO'
  | 'LHLO'
  | 'STARTTLS'
  | 'AUTH'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  /** While the mail comes, at its first octets. */
  | 'body'
  /** When the whole mail is there; over LMTP once for each recipient. */
  | 'dot'
  | 'RSET'
  | 'NOOP'
  | 'QUIT';

/** What the peer does in place of what it would. */
export type Act =
  /** Lines with their codes, joined by LF: `550 5.1.1 No such user`, `250-one\n250 two`. */
  | { readonly reply: string }
  /** Octets (latin1) as they are, which may be no reply at all. */
  | { readonly raw: string }
  /** A reply whose octets come one by one, with pauses in between, ms. */
  | { readonly trickle: string; readonly every: number }
  /** Waits, then does the other, or what it would have done. */
  | { readonly wait: number; readonly then?: Act }
  /** Says nothing any more, and leaves the connection open. */
  | { readonly silence: true }
  /** Closes the connection, orderly. */
  | { readonly close: true }
  /** The connection is gone at once (RST). */
  | { readonly reset: true }
  /** Several, one after the other: a reply, then the end. */
  | { readonly all: readonly Act[] };

/** One thing that is made to happen. */
export interface Rule {
  readonly at: Stage;
  readonly do: Act;
  /** How often; default always. */
  readonly times?: number;
  /**
   * Only where this stands in what the command is about: its argument, or the recipients (over LMTP the recipient) at `dot`.
   */
  readonly about?: string;
}

/** Rules with what is left of them. The first one that fits counts. */
export class Plan {
  #rules: { readonly rule: Rule; left: number }[] = [];

  set(rules: readonly Rule[]): void {
    this.#rules = [];
    for (const rule of rules) this.add(rule);
  }

  add(rule: Rule): void {
    this.#rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  /** What is to happen now instead of the usual, if anything. */
  take(at: Stage, about: string): Act | undefined {
    const found = this.#rules.find(({ rule, left }) => left > 0 && rule.at === at && about.includes(rule.about ?? ''));
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.rule.do;
  }
}
