import { readFileSync } from 'node:fs';
import type { AddressesConfig } from '../addresses-config.js';
import type { SmtpServer } from '../smtp/transaction.js';

/** The admin's mail server, as it stands in the config file. The admin may name any address. */
export function smarthostOf({ smtp, domain }: AddressesConfig): SmtpServer {
  const { host, port, security, username, password, caFile, serverName, name } = smtp;
  return {
    host,
    port,
    security,
    name: name ?? domain,
    allowPrivate: true,
    ...(username === undefined || password === undefined ? {} : { auth: { user: username, password } }),
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') }),
    ...(serverName === undefined ? {} : { tlsName: serverName }),
  };
}
