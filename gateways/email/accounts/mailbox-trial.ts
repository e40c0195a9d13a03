import type { Clock, Found, Problem } from '../../gateway.js';
import { type MailAddress, wireForm } from '../address/mail-address.js';
import type { EmailConfig } from '../config.js';
import { type MailServer, parseServer, type Security, serverUrl } from '../servers.js';
import { type Autoconfig, type Candidate, type Discovery, needsConfirmation, userOf } from './discovery/autoconfig.js';
import { type Provider, providerOfDomain } from './discovery/providers.js';
import { FIELD, FOUND } from './fields.js';
import { isHostAllowed } from './mail-account.js';
import { isOfServer, type ProbeResult, type Probes } from './probe.js';
import { confirmation, nothingFound, probeRefusal, providerRefusal, refused } from './refusals.js';

/** What trying the mailbox of a registration needs. */
export interface TrialOptions {
  readonly config: EmailConfig;
  readonly autoconfig: Pick<Autoconfig, 'find'>;
  readonly probes: Probes;
  /** Which IP addresses of mail servers that users name may be connected to. */
  readonly allowed: (address: string) => boolean;
  /** Certificates of `ownMailboxes.caFile` (PEM). */
  readonly ca?: string;
  /** Name of the provider of `ownMailboxes.oauth` at which the users of a domain sign in. */
  readonly signIn: (domain: string, provider: Provider | undefined) => string | undefined;
  readonly clock: Clock;
}

/** Submitted values by the fields of the form. */
export type Values = Readonly<Record<string, string>>;
type Side = 'imap' | 'smtp';

const ONE_SERVER_MS = 7000;
/** Ports that tell how the connection is protected. */
const SECURITY_OF_PORT: Readonly<Record<number, Security>> = {
  993: 'tls',
  465: 'tls',
  143: 'starttls',
  587: 'starttls',
  25: 'starttls',
};
const USUAL_PORT: Readonly<Record<Side, Readonly<Record<Security, number>>>> = {
  imap: { tls: 993, starttls: 143, none: 143 },
  smtp: { tls: 465, starttls: 587, none: 587 },
};

/**
 * One registration on its way through the mail servers. A password is sent only over TLS that is verified (unless admin and user
 * have both chosen otherwise), to no server after one has refused it, and it is in nothing that is said.
 */
export class MailboxTrial {
  readonly #options: TrialOptions;
  readonly #values: Values;
  readonly #address: MailAddress;
  readonly #signal: AbortSignal;

  constructor(options: TrialOptions, values: Values, address: MailAddress, signal: AbortSignal) {
    this.#options = options;
    this.#values = values;
    this.#address = address;
    this.#signal = signal;
  }

  async run(): Promise<Problem | Found> {
    const named = { imap: this.#named('imap'), smtp: this.#named('smtp') };
    for (const side of [named.imap, named.smtp]) if (side !== undefined && 'problem' in side) return side.problem;
    const discovery = await this.#discover(named);
    const { provider } = discovery;
    const password = this.#value(FIELD.password);
    const oauth =
      this.#value(FIELD.login) === 'password' ? undefined : this.#options.signIn(this.#address.ascii, provider);
    if (
      oauth !== undefined &&
      (password === '' || this.#value(FIELD.login) === 'oauth' || provider?.login === 'oauth')
    ) {
      return this.#bySignIn(oauth, discovery);
    }
    const closed = named.imap === undefined && provider !== undefined ? providerRefusal(provider) : undefined;
    if (closed !== undefined) return closed;
    if (password === '')
      return { ...refused('email.register.password-missing', { address: this.#text }), fields: [FIELD.password] };
    return this.#byPassword(password, discovery);
  }

  get #text(): string {
    return wireForm(this.#address);
  }

  #value(name: string): string {
    return this.#values[name] ?? '';
  }

  /** The server that the user has named. */
  #named(side: Side): { readonly server: MailServer } | { readonly problem: Problem } | undefined {
    const text = this.#value(FIELD[side]);
    if (text === '') return undefined;
    const { host, port } = parseServer(text) ?? {};
    if (host === undefined) return { problem: refused('email.register.server-wrong') };
    if (!isHostAllowed(host, this.#options.config))
      return { problem: refused('email.register.server-denied', { server: host }) };
    const chosen = this.#value(side === 'imap' ? FIELD.imapSecurity : FIELD.smtpSecurity);
    const security =
      chosen === 'tls' || chosen === 'starttls' || chosen === 'none' ? chosen : SECURITY_OF_PORT[port ?? 0];
    if (security === 'none' && !this.#options.config.ownMailboxes.plain) {
      return { problem: refused('email.register.plain-denied', { server: host }) };
    }
    const { tls } = USUAL_PORT[side];
    return { server: { host, port: port ?? USUAL_PORT[side][security ?? 'tls'] ?? tls, security: security ?? 'tls' } };
  }

  async #discover(named: {
    readonly imap: { readonly server: MailServer } | { readonly problem: Problem } | undefined;
    readonly smtp: { readonly server: MailServer } | { readonly problem: Problem } | undefined;
  }): Promise<Discovery> {
    const found = await this.#find(named.imap !== undefined && named.smtp !== undefined);
    const side = (name: Side): readonly Candidate[] => {
      const own = named[name];
      const user = this.#userAt(name);
      if (own !== undefined && 'server' in own) {
        return [{ server: own.server, user: user ?? userOf(this.#address), source: 'named' }];
      }
      const all = found[name].filter(({ server }) => isHostAllowed(server.host, this.#options.config));
      return user === undefined ? all : all.map((one) => ({ ...one, user }));
    };
    return { ...found, imap: side('imap'), smtp: side('smtp') };
  }

  /** Where both servers are named nobody else has to be asked. */
  async #find(complete: boolean): Promise<Discovery> {
    if (!complete) return this.#options.autoconfig.find(this.#address, this.#signal);
    const provider = providerOfDomain(this.#address.ascii);
    return { ...(provider === undefined ? {} : { provider }), imap: [], smtp: [] };
  }

  #userAt(side: Side): string | undefined {
    const user = (side === 'smtp' ? this.#value(FIELD.smtpUser) : '') || this.#value(FIELD.user);
    return user === '' ? undefined : user;
  }

  /** The servers are known; that the user may come in shows after signing in. */
  #bySignIn(oauth: string, { provider, imap, smtp }: Discovery): Problem | Found {
    const ours = this.#options.config.ownMailboxes.oauth[oauth];
    const at = (side: Side, candidates: readonly Candidate[]): Candidate | undefined => {
      const { host, port } = parseServer(ours?.[side] ?? '') ?? {};
      if (host === undefined) return candidates.find(({ source }) => source !== 'guess' && source !== 'dns');
      const own = port ?? USUAL_PORT[side].tls;
      return {
        server: { host, port: own, security: SECURITY_OF_PORT[own] ?? 'tls' },
        user: this.#userAt(side) ?? this.#text,
        source: 'provider',
      };
    };
    const [reading, sending] = [at('imap', imap), at('smtp', smtp)];
    if (reading === undefined) return nothingFound('imap', this.#address.domain);
    if (sending === undefined) return nothingFound('smtp', this.#address.domain);
    return this.#found(reading, sending, provider, oauth);
  }

  async #byPassword(password: string, { provider, imap, smtp }: Discovery): Promise<Problem | Found> {
    const foreign = imap.find((one) => needsConfirmation(one, this.#address));
    const trusted = (all: readonly Candidate[]) => all.filter((one) => !needsConfirmation(one, this.#address));
    const reading = await this.#try('imap', trusted(imap), password, provider);
    if ('problem' in reading) {
      const only = reading.refused || foreign === undefined;
      return only
        ? reading.problem
        : confirmation(
            this.#address.domain,
            foreign,
            smtp.find(({ source }) => source === 'dns'),
          );
    }
    const smtpPassword = this.#value(FIELD.smtpPassword) || password;
    const sending = await this.#try('smtp', trusted(smtp), smtpPassword, provider);
    if ('problem' in sending) return sending.problem;
    return this.#found(reading.candidate, sending.candidate, provider);
  }

  /** The first server that lets the user in. Once one has refused the password, or had it, no other one gets it. */
  async #try(
    side: Side,
    candidates: readonly Candidate[],
    password: string,
    provider: Provider | undefined,
  ): Promise<{ readonly candidate: Candidate } | { readonly problem: Problem; readonly refused: boolean }> {
    let problem: Problem | undefined;
    for (const candidate of candidates) {
      const { server, user, source } = candidate;
      const result = await this.#probe(side, candidate, password);
      if (result.ok) return { candidate };
      const { why, said } = result;
      const told = probeRefusal({ side, server, why, said, user, provider });
      if (!isOfServer(why)) return { problem: told, refused: true };
      // Of guesses nobody need be told one by one; what somebody has named is worth a word.
      if (source !== 'guess') problem ??= told;
      if (this.#signal.aborted) break;
    }
    return { problem: problem ?? nothingFound(side, this.#address.domain), refused: false };
  }

  async #probe(side: Side, { server, user }: Candidate, password: string): Promise<ProbeResult> {
    const { probes, allowed, ca, clock } = this.#options;
    const stop = new AbortController();
    const timer = clock.after(ONE_SERVER_MS, () => stop.abort());
    const abort = (): void => stop.abort();
    this.#signal.addEventListener('abort', abort, { once: true });
    try {
      const target = { server, login: { user, password }, allowed, ...(ca === undefined ? {} : { ca }) };
      return this.#signal.aborted ? { ok: false, why: 'timeout', said: '' } : await probes[side](target, stop.signal);
    } finally {
      timer.cancel();
      this.#signal.removeEventListener('abort', abort);
    }
  }

  #found(imap: Candidate, smtp: Candidate, provider: Provider | undefined, oauth?: string): Found {
    return {
      found: {
        [FIELD.address]: this.#text,
        [FIELD.alias]: '',
        [FOUND.kind]: 'mailbox',
        [FOUND.imap]: serverUrl(imap.server),
        [FOUND.smtp]: serverUrl(smtp.server),
        [FOUND.user]: imap.user,
        [FOUND.smtpUser]: smtp.user,
        ...(provider === undefined ? {} : { [FOUND.provider]: provider.id }),
        ...(oauth === undefined ? {} : { [FOUND.oauth]: oauth }),
      },
    };
  }
}
