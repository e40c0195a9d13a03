import { randomBytes } from 'node:crypto';

/** An account of a test or of the tour. */
export interface XmppAccount {
  /** The local part: `romeo`. */
  readonly username: string;
  readonly password: string;
  /** The domain of the server: `example.org`. */
  readonly domain: string;
  /** `romeo@example.org` */
  readonly jid: string;
  /** Where a client connects to. */
  readonly host: string;
  readonly port: number;
}

/** What every XMPP server of the sandbox offers, whichever software it is. */
export interface XmppServer {
  readonly software: 'prosody' | 'ejabberd';
  /** Always 127.0.0.1. */
  readonly host: string;
  /** The server's own domain. */
  readonly domain: string;
  /** For clients; without TLS, on loopback only. */
  readonly c2sPort: number;
  /** For components (XEP-0114). */
  readonly componentPort: number;
  /** The configured components: domain to secret. */
  readonly components: Readonly<Record<string, string>>;
  /** Adds an account, at any time while the server runs. The password is made up when none is given. */
  addUser(username: string, password?: string): Promise<XmppAccount>;
}

/** An upload service (XEP-0363) at `upload.<domain>`, over plain HTTP on loopback. */
export interface UploadOptions {
  /** Octets of the largest file; default 1 MiB. */
  readonly maxSize?: number;
  /** Domains of components that may upload besides the server's own users; default all components. */
  readonly components?: readonly string[];
}

/** Octets of the largest file that the upload service takes. */
export const UPLOAD_MAX_SIZE = 1024 * 1024;

/** Where everything of the sandbox listens. */
export const LOOPBACK = '127.0.0.1';

/** A password that needs no escaping anywhere. */
export function randomPassword(): string {
  return randomBytes(9).toString('hex');
}
