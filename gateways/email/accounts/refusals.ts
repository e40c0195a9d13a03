import type { Problem } from '../../gateway.js';
import { type MailServer, serverText } from '../servers.js';
import type { AliasRules } from './alias-names.js';
import type { Candidate } from './discovery/autoconfig.js';
import type { Provider } from './discovery/providers.js';
import { FIELD } from './fields.js';
import type { ProbeFault } from './probe.js';

type Params = Readonly<Record<string, string | number>>;

/** What is wrong with a registration, and what to do about it. */
export function refused(key: `email.${string}`, params: Params = {}): Problem {
  return { type: 'modify', condition: 'not-acceptable', text: { key, params } };
}

const ALIAS_WRONG = {
  form: 'email.register.alias-form',
  short: 'email.register.alias-short',
  long: 'email.register.alias-long',
  reserved: 'email.register.alias-reserved',
} as const;

/** The name before the @ cannot be had by anybody. `name`: as it was written. */
export function aliasRefusal(why: keyof typeof ALIAS_WRONG, name: string, { shortest }: AliasRules): Problem {
  return refused(ALIAS_WRONG[why], { name: name.slice(0, 64), least: shortest });
}

/** The provider cannot be used from here with a password. */
export function providerRefusal({ name, login, help = '' }: Provider): Problem | undefined {
  if (login === 'none') return refused('email.register.provider-closed', { provider: name, help });
  return login === 'oauth' ? refused('email.register.provider-sign-in', { provider: name }) : undefined;
}

interface ProbeRefusal {
  readonly side: 'imap' | 'smtp';
  readonly server: MailServer;
  readonly why: ProbeFault;
  readonly said: string;
  readonly user: string;
  readonly provider: Provider | undefined;
}

/** By which servers that were not found are named. */
const SERVERS = [FIELD.imap, FIELD.smtp] as const;

/** What of a login may be another one than people think of at first. */
const LOGINS = { imap: [FIELD.user], smtp: [FIELD.smtpUser, FIELD.smtpPassword] } as const;

const PROTOCOLS = { imap: 'IMAP', smtp: 'SMTP' } as const;

/** What became of trying a server. */
export function probeRefusal({ side, server, why, said, user, provider }: ProbeRefusal): Problem {
  const params = {
    server: serverText(server),
    protocol: PROTOCOLS[side],
    user,
    said: said === '' ? '' : ` (${said})`,
    provider: provider?.name ?? server.host,
    help: provider?.help ?? '',
  };
  const problem = refused(keyOf(side, why, provider), params);
  if (why === 'timeout') return { ...problem, type: 'wait', condition: 'remote-server-timeout' };
  if (why === 'unreachable' || why === 'throttled')
    return { ...problem, type: 'wait', condition: 'resource-constraint' };
  if (why === 'login-refused') return { ...problem, fields: LOGINS[side] };
  if (why === 'address-refused') return { ...problem, type: 'cancel', condition: 'not-allowed' };
  return problem;
}

const SENTENCES = {
  'host-unknown': 'email.probe.host-unknown',
  'address-refused': 'email.probe.address-refused',
  unreachable: 'email.probe.unreachable',
  timeout: 'email.probe.timeout',
  'tls-failed': 'email.probe.tls-failed',
  'certificate-refused': 'email.probe.certificate-refused',
  protocol: 'email.probe.protocol',
  throttled: 'email.probe.throttled',
  'no-password-login': 'email.probe.no-password-login',
  'login-refused': 'email.probe.login-refused',
  'app-password': 'email.probe.app-password',
  'sign-in-needed': 'email.probe.sign-in-needed',
  'switched-off': 'email.probe.switched-off',
} as const satisfies Readonly<Record<ProbeFault, string>>;

function keyOf(side: 'imap' | 'smtp', why: ProbeFault, provider: Provider | undefined): `email.${string}` {
  const help = provider?.help !== undefined;
  if (why === 'app-password' || (why === 'login-refused' && side === 'imap' && provider?.login === 'app-password')) {
    return help ? 'email.probe.app-password-at' : 'email.probe.app-password';
  }
  if (why === 'switched-off' || (why === 'login-refused' && side === 'imap' && provider?.imapIsOff === true)) {
    if (why === 'switched-off') return help ? 'email.probe.switched-off-at' : 'email.probe.switched-off';
    return 'email.probe.login-or-switch';
  }
  // The other side took the same name and password a moment ago.
  if (why === 'login-refused' && side === 'smtp') return 'email.probe.smtp-login-refused';
  return SENTENCES[why];
}

/** No server was found at which the mailbox could be. */
export function nothingFound(side: 'imap' | 'smtp', domain: string): Problem {
  return { ...refused('email.register.not-found', { protocol: PROTOCOLS[side], domain }), fields: SERVERS };
}

/** DNS names servers of another domain, and DNS can be forged. */
export function confirmation(domain: string, imap: Candidate, smtp: Candidate | undefined): Problem {
  const params = { domain, imap: serverText(imap.server), smtp: serverText((smtp ?? imap).server) };
  return { ...refused('email.register.confirm', params), fields: SERVERS };
}
