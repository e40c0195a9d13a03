import { readFileSync } from 'node:fs';
import type { Clock, RegistrationForm } from '../../gateway.js';
import type { EmailConfig } from '../config.js';
import { imapProbe } from '../imap/probe.js';
import { smtpProbe } from '../smtp/probe.js';
import { Autoconfig } from './discovery/autoconfig.js';
import { guardedGet } from './discovery/guarded-get.js';
import { mailDns, type Resolve, systemResolve } from './discovery/mail-dns.js';
import { signInOf } from './oauth/provider.js';
import { reachableServers } from './reachable-servers.js';
import { emailRegistration } from './registration.js';
import { Verification } from './verification.js';

/** What of the outside may be another one, for installations of their own kind and for tests. */
interface FormOutside {
  readonly clock: Clock;
  readonly resolve?: Resolve;
  /** DNS servers (`ip:port`) for SRV and MX; default: those of the machine. */
  readonly dnsServers?: readonly string[];
}

/** The registration form of the gateway with its checks at real mail servers. Throws where `ownMailboxes.caFile` cannot be read. */
export function registrationForm(config: EmailConfig, outside: FormOutside): RegistrationForm {
  const { clock, resolve = systemResolve, dnsServers } = outside;
  const { allowNetworks, caFile, lookup } = config.ownMailboxes;
  const allowed = reachableServers(allowNetworks);
  const ca = caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') };
  const autoconfig = new Autoconfig({
    dns: mailDns(dnsServers),
    get: guardedGet({ allowed, resolve }),
    lookup,
    clock,
  });
  const probes = { imap: imapProbe(resolve), smtp: smtpProbe(resolve) };
  const signIn = signInOf(config.ownMailboxes);
  return emailRegistration(config, new Verification({ config, autoconfig, probes, allowed, ...ca, signIn, clock }));
}
