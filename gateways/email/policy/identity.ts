import type { NamedMailbox, OutgoingMail } from '../compose/outgoing.js';

/** From whom a mail goes out. `own`: an address of the gateway; else the user's own mailbox. */
interface Identity {
  readonly own: boolean;
  /** As it stands in SMTP commands. */
  readonly address: string;
  readonly name?: string;
  /** Bare JID of the user, where others may know it (`addresses.jabberId`). */
  readonly jabberId?: string;
}

/** Addresses with tokens of one mail, as whole addresses; only for addresses of the gateway. */
interface TokenAddresses {
  readonly reply?: string;
  readonly bounces?: string;
}

/** How a mail names its sender, in its header and in its envelope. */
export interface SenderFields {
  readonly from: OutgoingMail['from'];
  readonly replyTo?: NamedMailbox;
  /** MAIL FROM. */
  readonly envelope: string;
  readonly headers: OutgoingMail['headers'];
}

/**
 * Names the sender of a mail. From is always an address for which our way out may speak (DMARC): that of the mailbox, through its own
 * server, or that of the gateway, never the JID of the user as if it were a mail address. Reports about mails of the gateway come to an
 * address with a token; those about a mailbox come into it, and are known by their Message-ID.
 */
export function senderFields({ own, address, name, jabberId }: Identity, tokens: TokenAddresses = {}): SenderFields {
  const from = name === undefined ? { address } : { name, address };
  const headers = jabberId === undefined ? [] : [{ name: 'Jabber-ID', value: jabberId }];
  if (!own) return { from, envelope: address, headers };
  const { reply, bounces = address } = tokens;
  return {
    from,
    // By the name of the user: many programs show the name and hide the address.
    ...(reply === undefined ? {} : { replyTo: { ...from, address: reply } }),
    envelope: bounces,
    headers,
  };
}
