/** What the contract says of files; `HoldContext.media` gives it to a gateway. */
import type { Readable } from 'node:stream';
import type { Problem } from '../src/problem.js';

/** Why a file could not be kept or fetched. */
export type MediaFault =
  /** There is no place to keep files: neither an upload service nor a store of our own. */
  | 'unavailable'
  | 'too-large'
  /** The account, or all together, keep as much as they may. */
  | 'quota'
  /** The disk is full. */
  | 'full'
  /** The content ended in the middle. */
  | 'broken'
  /** Not a URL that is fetched: another scheme, a user name or a port in it that is none of HTTP's. */
  | 'url'
  /** `aesgcm:`: only the receiver has the key. */
  | 'encrypted'
  /** Its host is, or leads to, an address that is not of the public Internet. */
  | 'address'
  | 'unreachable'
  /** The web server answers with something else than the file. */
  | 'status'
  | 'timeout';

/** That something failed, and what the user may be told. */
export interface MediaFailure {
  readonly ok: false;
  readonly why: MediaFault;
  readonly problem: Problem;
}

/** A file that is to be kept. */
export interface NewFile {
  /** As the network told it; what is dangerous in it is taken out. */
  readonly name: string;
  /** MIME type as the network told it; where the content itself shows what it is, that counts. */
  readonly mediaType?: string;
  /** Bare JID of the user for whom it is kept, and whose quota it uses. */
  readonly account: string;
  /** Octets, where they are known before. */
  readonly size?: number;
  /** Seconds that it is kept; at most what the admin set, which is also the default. */
  readonly ttl?: number;
}

/** SHA-256 of a content in base64, by the name that XEP-0300 has for it. */
export interface Hashes {
  readonly 'sha-256': string;
}

/** A file that is kept. Whoever has the URL can read it. */
export interface StoredFile {
  readonly url: string;
  /** Safe to show. */
  readonly name: string;
  /** MIME type. */
  readonly mediaType: string;
  /** Octets. */
  readonly size: number;
  readonly hashes: Hashes;
  /** Wall time after which the URL is dead, ms; undefined where the XMPP server keeps the file and decides. */
  readonly expires?: number;
  /** `upload`: the XMPP server keeps it (XEP-0363); `own`: we do. */
  readonly via: 'upload' | 'own';
}

/** How keeping a file ended: where it can be fetched, or why it was not kept. */
export type PutResult = { readonly ok: true; readonly file: StoredFile } | MediaFailure;

/** How much a fetch may take; what is left out is as the admin set it. */
export interface FetchLimits {
  /** Octets; at most what the admin set, which is also the default. */
  readonly size?: number;
  /** Milliseconds for everything, at most; default 5 minutes. */
  readonly time?: number;
}

/** How a fetch ended. */
export type FetchEnd =
  | {
      readonly ok: true;
      /** Octets. */
      readonly size: number;
      readonly hashes: Hashes;
    }
  | MediaFailure;

/** A file that is being fetched. */
export interface FetchedFile {
  /** Where it was found, after redirects. */
  readonly url: string;
  readonly name: string;
  /** MIME type: by the content where that shows it, else as the web server says. */
  readonly mediaType: string;
  /** Octets, where the web server tells them before. */
  readonly size?: number;
  /** Must be read or destroyed; fails where `end` says so. */
  readonly content: Readable;
  /** Resolves when the content has ended or failed; never rejects. */
  readonly end: Promise<FetchEnd>;
}

/** The file that was fetched, or why there is none. */
export type FetchResult = { readonly ok: true; readonly file: FetchedFile } | MediaFailure;

/** What is posted to a web server. */
export interface PostContent {
  /** MIME type. */
  readonly mediaType: string;
  /** At most 64 KiB. */
  readonly body: string;
  /** Beside those that each request has; at most `MOST_HEADERS`, of names and values that may be set (see `isFreeHeader`). */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it may go over http too, as whoever named the URL has wanted; default: https alone. */
  readonly plain?: boolean;
}

/** The web server has taken it, with a status of 200 to 299. */
export type PostResult = { readonly ok: true; readonly status: number } | PostFailure;

/** That it was not taken. */
export interface PostFailure extends MediaFailure {
  /** Of `status`: which one. */
  readonly status?: number;
  /** After which time the web server wants to be asked again, ms; 0 where that is over. */
  readonly retryAfter?: number;
}

/** Keeps and fetches files. No method rejects for what the outside does. */
export interface Media {
  /**
   * Keeps a file and gives the URL for the user: at the XMPP server's upload service (XEP-0363) where that takes it, else
   * in our own store. A stream is read to its end or destroyed, also on failure.
   */
  put(content: Readable | Uint8Array, file: NewFile): Promise<PutResult>;
  /**
   * Fetches what a user's URL points to. Only http and https, never an address that is not public unless the admin allows
   * it, over redirects too. Resolves when the first octets are there.
   */
  fetch(url: string, limits?: FetchLimits): Promise<FetchResult>;
  /**
   * Posts to a URL that somebody else named (the one click of RFC 8058). Only https unless `plain`, to no address that `fetch`
   * would not go to, without cookies or credentials but for those in `headers`, and no redirect is followed: what is done must be
   * done there. Resolves when the head of the answer is there, whose content nobody reads; at most 30 s. Rejects where a header may
   * not be set, which whoever reads it from outside has to look at before.
   */
  post(url: string, content: PostContent): Promise<PostResult>;
}
