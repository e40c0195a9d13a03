import type { CertificateFiles } from '../../sandbox/certificate.js';
import { type Dovecot, startDovecot } from '../../sandbox/dovecot.js';
import { freePort } from '../../sandbox/free-port.js';
import { type Postfix, startPostfix } from '../../sandbox/postfix.js';
import { SmtpPeer } from '../../sandbox/smtp-peer/index.js';

/** Domain of people elsewhere, whose mail server takes what it is told to take. */
export const OUTSIDE = 'example.net';
/** Domain of the mailboxes that users have: every name exists there, with the password of {@link MailServers.dovecot}. */
export const HOME = 'home.example.com';

export interface MailServersOptions {
  /** Mail domain of the gateway, and the port at which it takes mail by LMTP. */
  readonly gateway: { readonly domain: string; readonly lmtpPort: number };
  /** Offers TLS at Dovecot and Postfix. */
  readonly certificate?: CertificateFiles;
  /** Dovecot lets users in by tokens, too. */
  readonly oauth?: boolean;
  /** See `PostfixOptions`. */
  readonly lifetime?: number;
  readonly delayWarning?: number;
}

/** The mail servers around a gateway: the admin's own Postfix, Dovecot with the mailboxes of users, and the rest of the world. */
export interface MailServers {
  readonly postfix: Postfix;
  readonly dovecot: Dovecot;
  /** The mail server of {@link OUTSIDE}. */
  readonly outside: SmtpPeer;
}

/** Starts them, and lets them know each other. */
export async function startMailServers(options: MailServersOptions): Promise<MailServers> {
  const { gateway, certificate, oauth = false, lifetime, delayWarning } = options;
  const tls = certificate === undefined ? {} : { certificate };
  const authPort = await freePort();
  const listener = `  inet_listener {\n    address = 127.0.0.1\n    port = ${authPort}\n  }`;
  const [dovecot, outside] = await Promise.all([
    startDovecot({ ...tls, oauth, extra: `service auth {\n${listener}\n}` }),
    SmtpPeer.start({ name: `mx.${OUTSIDE}` }),
  ]);
  const postfix = await startPostfix({
    relay: {
      [gateway.domain]: { lmtp: gateway.lmtpPort },
      [HOME]: { lmtp: dovecot.lmtpPort },
      [OUTSIDE]: { smtp: outside.port },
    },
    dovecotAuth: `inet:127.0.0.1:${authPort}`,
    ...tls,
    ...(lifetime === undefined ? {} : { lifetime }),
    ...(delayWarning === undefined ? {} : { delayWarning }),
  });
  return { postfix, dovecot, outside };
}

/** Ends them. */
export async function stopMailServers({ postfix, dovecot, outside }: MailServers): Promise<void> {
  await Promise.all([postfix.stop(), outside.close()]);
  await dovecot.stop();
}
