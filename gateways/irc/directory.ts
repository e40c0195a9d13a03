import type { Account, HoldContext, Problem, UserEvent } from '../gateway.js';
import type { IrcAddresses } from './addresses.js';
import { keptCertificate } from './certificates.js';
import type { IrcConfig } from './config.js';
import { connectionSettings, type Secrets } from './connection-settings.js';
import type { NetworkSettings, Networks } from './networks.js';
import { Admission } from './policy/admission.js';
import { tooManyNetworks } from './policy/limits.js';
import { accountsFor, FIELD, type Preferences, preferencesOf } from './preferences.js';
import { problemOf } from './rooms/place.js';
import type { Session } from './session.js';
import type { SessionSettings } from './session-parts.js';
import type { MonitorEvent } from './state/events.js';
import type { Person } from './templates.js';
import { charsetOf, UTF8 } from './text/encoding.js';
import { watchLines } from './watch-lines.js';

interface DirectoryParts {
  readonly config: IrcConfig;
  readonly networks: Networks;
  readonly addresses: IrcAddresses;
  readonly salt: string;
}

/** A network that cannot be connected to for a reason that the user is told. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.text.key);
    this.problem = problem;
  }
}

/** Who may connect to which network, and how: what the admin and the user have set, put together. */
export class Directory {
  readonly #parts: DirectoryParts;
  #admission: Admission | undefined;

  constructor(parts: DirectoryParts) {
    this.#parts = parts;
  }

  /** Why a user may have no connection to a network; undefined where it may. */
  async mayConnect(
    context: HoldContext,
    user: string,
    network: string,
    sessions: readonly Session[],
  ): Promise<Problem | undefined> {
    const found = await this.#found(context, user, network);
    if (!('settings' in found)) return found;
    const { settings } = found;
    // Guests have an account too: whoever has none has unregistered, or may not use the gateway any more.
    if (!found.known) return problemOf('auth', 'registration-required', 'irc.not-registered');
    this.#admission ??= new Admission(context);
    const refused = await this.#admission.refusal(user, settings.network);
    if (refused !== undefined) return refused;
    const others = sessions.filter((one) => one.user === user && one.network !== network).length;
    return tooManyNetworks(this.#parts.config, others);
  }

  /** What a network in an address is called in bans and by admins (`NetworkSettings.network`). */
  async networkOf(context: HoldContext, user: string, network: string): Promise<string> {
    const found = await this.#found(context, user, network);
    return 'settings' in found ? found.settings.network : network;
  }

  /** The settings of the network that a user means by a name; undefined where it is none. */
  async networkSettings(context: HoldContext, user: string, network: string): Promise<NetworkSettings | undefined> {
    const found = await this.#found(context, user, network);
    return 'settings' in found ? found.settings : undefined;
  }

  /** What a session goes by; throws where the user may not connect (any more). `nick`: what a client asked for. */
  async settings(
    context: HoldContext,
    user: string,
    network: string,
    nick: string | undefined,
  ): Promise<SessionSettings> {
    const why = await this.mayConnect(context, user, network, []);
    if (why !== undefined) throw new Refused(why);
    const found = await this.#found(context, user, network);
    if (!('settings' in found)) throw new Refused(found);
    const { settings, preferences, own, person } = found;
    const [secrets, shown] = await Promise.all([this.#secrets(context, own, user, settings), context.presenceOf(user)]);
    const nickIsFree = !hasNick(own) && !hasNick(found.defaults);
    return {
      connection: await connectionSettings({
        config: this.#parts.config,
        network: settings,
        preferences,
        person,
        secrets,
        nick: nickIsFree ? nick : undefined,
      }),
      scope: settings.network,
      registered: found.registered,
      wishes: {
        persistent: preferences.persistent,
        historyOnJoin: preferences.history,
        record: preferences.record && this.#parts.config.history.record,
        highlights: preferences.highlights,
        words: [],
      },
      charset: charsetOf(preferences.charsetOut) ?? UTF8,
      away: preferences.away,
      shown,
      typing: preferences.typing,
      maxRooms: settings.maxRooms,
      nickIsFree,
    };
  }

  /** A user shows itself in another way, or wants to see somebody. */
  async user(event: UserEvent, sessions: readonly Session[], context: HoldContext): Promise<void> {
    const own = sessions.filter(({ user }) => user === event.account);
    if (event.type === 'presence') {
      for (const session of own) session.show(event.state);
      return;
    }
    // On IRC everybody is seen by all.
    if (event.type === 'allowed') return;
    const { contact, wanted, account } = event;
    const { name, network } = this.#parts.addresses.partsOf(contact);
    const kind = this.#parts.addresses.kindOf(contact);
    if (kind === 'room' || kind === 'vehicle') {
      if (wanted) await context.contacts.answer({ account, contact, granted: false });
      return;
    }
    if (wanted) await context.contacts.answer({ account, contact, granted: true });
    const session = own.find((one) => one.network === network);
    if (kind === 'network') {
      await context.presence({ account, contact, available: wanted && session?.up === true });
      return;
    }
    if (session?.up === true && session.place.isupport.monitor !== undefined) {
      session.place.send({ command: 'MONITOR', params: [wanted ? '+' : '-', name] });
    }
  }

  /** The connections that a user has lost with the registration: all where nobody may be a guest, else those made by it. */
  async unfounded(user: string, sessions: readonly Session[], context: HoldContext): Promise<readonly Session[]> {
    const own = sessions.filter((one) => one.user === user);
    if (own.length === 0) return own;
    const accounts = await context.accountsOf(user);
    const registered = isRegistered(accounts);
    return own.filter(({ settings }) => accounts.length === 0 || (settings?.registered === true && !registered));
  }

  /**
   * A connection is up, or no longer: shows the network in the user's roster, and watches for the people there, or tells that
   * nothing is known of them any more.
   */
  async watch(session: Session, context: HoldContext): Promise<void> {
    const { addresses } = this.#parts;
    const all = await context.contacts.list(session.user);
    const names: string[] = [];
    for (const contact of all) {
      const { name, network } = addresses.partsOf(contact);
      if (network !== session.network) continue;
      if (addresses.kindOf(contact) === 'network') {
        await context.presence({ account: session.user, contact, available: session.up });
      } else if (addresses.kindOf(contact) === 'person') {
        names.push(name);
        if (!session.up) await context.presence({ account: session.user, contact, available: false });
      }
    }
    if (!session.up || session.place.isupport.monitor === undefined) return;
    for (const line of watchLines(names, session.place.isupport.monitor)) session.place.send(line);
  }

  async monitored(session: Session, { online, offline }: MonitorEvent, context: HoldContext): Promise<void> {
    const states = [
      ...online.map(({ nick }) => [nick, true] as const),
      ...offline.map((nick) => [nick, false] as const),
    ];
    for (const [nick, available] of states) {
      await context
        .presence({ account: session.user, contact: session.names.contact(nick), available })
        .catch((error: unknown) => context.log.warn({ error: String(error) }, 'presence of somebody was not told'));
    }
  }

  async #found(
    context: HoldContext,
    user: string,
    network: string,
  ): Promise<
    | {
        readonly settings: NetworkSettings;
        readonly preferences: Preferences;
        readonly own: Account | undefined;
        readonly defaults: Account | undefined;
        readonly person: Person;
        readonly known: boolean;
        readonly registered: boolean;
      }
    | Problem
  > {
    const { config, networks, salt } = this.#parts;
    const accounts = await context.accountsOf(user);
    const labelled = accounts.find((account) => account.label === network);
    const found = networks.find(network, labelled);
    if (!found.ok) return found.problem;
    const { settings } = found;
    const { own, defaults } = accountsFor(settings, accounts, networks);
    const person = { jid: user, salt };
    const preferences = preferencesOf({ config, settings, person, accounts: { own, defaults } });
    const standing = { known: accounts.length > 0, registered: isRegistered(accounts) };
    return { settings, preferences, own, defaults, person, ...standing };
  }

  async #secrets(
    context: HoldContext,
    own: Account | undefined,
    user: string,
    settings: NetworkSettings,
  ): Promise<Secrets> {
    const secrets = own === undefined || own.rev === 0 ? {} : await context.secretsOf(own);
    const password = secrets[FIELD.password];
    const serverPassword = secrets[FIELD.serverPassword];
    const certificate =
      (await keptCertificate(context, user, settings.name)) ?? (await keptCertificate(context, user, settings.network));
    return {
      ...(password === undefined ? {} : { password }),
      ...(serverPassword === undefined ? {} : { serverPassword }),
      ...(certificate === undefined ? {} : { certificate }),
    };
  }
}

/** Guests have accounts that were never written. */
function isRegistered(accounts: readonly Account[]): boolean {
  return accounts.some(({ rev }) => rev > 0);
}

function hasNick(account: Account | undefined): boolean {
  return (account?.fields[FIELD.nick] ?? '') !== '';
}
