import type { SmtpReply } from './reply.js';

/** Who proves to be whom. The token is asked for at each login, and once more with `renew` where the server refuses it. */
export type SmtpAuth =
  | { readonly user: string; readonly password: string }
  | { readonly user: string; accessToken(renew: boolean): Promise<string> };

/** A server that takes mail: for submission (RFC 6409), a relay, or over LMTP (RFC 2033). */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first octet (RFC 8314). `starttls`: nothing goes over the connection before it is encrypted. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly auth?: SmtpAuth;
  readonly lmtp?: boolean;
  /** What we call ourselves (EHLO); default: our address as a literal. */
  readonly name?: string;
  /** Name in the certificate, where that is not `host`. */
  readonly tlsName?: string;
  /** Certificates of authorities in PEM beside those of the system. */
  readonly ca?: string | readonly string[];
  /** False: a user named it, so it is connected to only at addresses of the public Internet. */
  readonly allowPrivate: boolean;
  /** A password may go over a connection without TLS. Default: only with `allowPrivate`. */
  readonly plainLogin?: true;
}

/** Who gets a mail, as RCPT names it. */
export interface TransactionRecipient {
  /** In the form of `wireForm`. */
  readonly address: string;
  /** Address that reports are to name (RFC 3461 4.2), where it is another one. */
  readonly orcpt?: string;
}

/** Asks for reports (RFC 3461). Left out towards servers that know no such thing. */
export interface DsnRequest {
  /** `never`, or when to report. */
  readonly notify: 'never' | readonly ('success' | 'failure' | 'delay')[];
  /** What of the mail is to come back. */
  readonly ret: 'HDRS' | 'FULL';
  /** Comes back as Original-Envelope-Id; at most 100 octets with its escapes, else it is left out. */
  readonly envid: string;
}

/** One mail to be handed over. */
export interface Transaction {
  /** Return path in the form of `wireForm`; empty for `<>`. */
  readonly from: string;
  /** At least one. */
  readonly to: readonly TransactionRecipient[];
  readonly dsn?: DsnRequest;
  /** The whole mail, lines with CRLF, without dot-stuffing. */
  readonly octets: Uint8Array;
  /** Fields that go before it, such as its signatures, with CRLF. */
  readonly prefix?: Uint8Array;
  /** An address or a header field is not ASCII, so that the server needs SMTPUTF8 (RFC 6531). */
  readonly utf8: boolean;
  /** Asked before each write; false: another process may have taken over, and nothing is written any more. */
  mayWrite(): boolean;
}

/** What the server offers that a caller may want to know. */
export interface SmtpAbilities {
  readonly dsn: boolean;
  readonly utf8: boolean;
  readonly eightBit: boolean;
  readonly pipelining: boolean;
  /** Most octets of a mail (RFC 1870), where it tells. */
  readonly size?: number;
}

/** At which command a server said no. */
export type SmtpStage =
  | 'connect'
  | 'greeting'
  | 'hello'
  | 'tls'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'end'
  /** The last three before it was asked: the mail is larger than it takes, or needs SMTPUTF8 or 8BITMIME. */
  | 'size'
  | 'utf8'
  | 'eight-bit';

/** A recipient that the server does not take, and what it said (RFC 5321 4.2). */
export interface RefusedAddress {
  readonly address: string;
  readonly reply: SmtpReply;
}

/** How handing over ended. Every transaction has exactly one end, and the promise never rejects. */
export type TransactionResult =
  /** Taken for at least one recipient. */
  | {
      readonly kind: 'sent';
      readonly accepted: readonly string[];
      /** For good or for now, as the class of each reply says. */
      readonly refused: readonly RefusedAddress[];
      /** For whom no answer came any more, so that nobody can say: over LMTP, or where others got it another way. */
      readonly unsure?: readonly string[];
      /** Text of the last reply: in it some servers name the Message-ID or queue id that they gave. */
      readonly serverId?: string;
      readonly abilities: SmtpAbilities;
    }
  /** Surely not taken, and it will not be. `refused`: each recipient, where the server told of each. */
  | {
      readonly kind: 'refused';
      readonly reply: SmtpReply;
      readonly stage: SmtpStage;
      readonly refused: readonly RefusedAddress[];
    }
  /**
   * Surely not taken, and it may be later. `scope`: whether that is so of this mail alone, or of the server as a whole; `us`: nobody
   * was asked, because we may not write any more.
   */
  | {
      readonly kind: 'not-now';
      readonly reason: string;
      readonly stage: SmtpStage;
      readonly scope: 'server' | 'mail' | 'us';
      readonly reply?: SmtpReply;
      readonly refused: readonly RefusedAddress[];
    }
  /** The final dot was written and no answer came: nobody can say. `refused`: whom it surely was not taken for all the same. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly refused?: readonly RefusedAddress[] };
