import type { Account } from '../gateway.js';
import { type Charset, charsetOf } from './charsets.js';
import type { IrcConfig } from './config.js';
import type { NetworkSettings, Networks } from './networks.js';
import { type Pin, parsePin } from './pins.js';
import { identFrom, nickFrom, type Person } from './templates.js';

/** Names of the registration's fields: those of XEP-0077 where one fits. */
export const FIELD = {
  nick: 'nick',
  realname: 'name',
  account: 'x-account',
  password: 'password',
  sasl: 'x-sasl',
  serverPassword: 'x-server-password',
  address: 'x-address',
  pin: 'x-pin',
  username: 'x-username',
  charset: 'x-encoding-in',
  charsetOut: 'x-encoding-out',
  commands: 'x-commands',
  throttle: 'x-throttle',
  persistent: 'x-persistent',
  history: 'x-history',
  record: 'x-record',
  away: 'x-away',
  highlights: 'x-highlights',
  typing: 'x-typing',
} as const;

/** The choice that leaves a field to the user's default account, and there to the config. */
export const DEFAULT = 'default';

/** How a user logs in: `automatic` is the strongest way that the server offers and the user has set up. */
export const SASL_CHOICES = ['automatic', 'scram', 'plain', 'external', 'none'] as const;
export type SaslChoice = (typeof SASL_CHOICES)[number];

/** When others on IRC see that a user is away: never, while no client is there, or as the client shows itself. */
export const AWAY_CHOICES = ['absent', 'status', 'off'] as const;
export type AwayChoice = (typeof AWAY_CHOICES)[number];

/** What counts for one user on one network: what the user has set, else the config. No secrets. */
export interface Preferences {
  readonly nick: string;
  readonly realname: string;
  /** User name (ident), at most 10 characters. */
  readonly username: string;
  /** Name of the account at the network; missing: the nick, where there is a password. */
  readonly account?: string;
  readonly sasl: SaslChoice;
  /** For lines that are not UTF-8. */
  readonly charset: Charset;
  readonly charsetOut: Charset;
  /** Raw lines with places, to be sent after login and before rooms are joined; see `commandLines`. */
  readonly commands: readonly string[];
  /** Lines that may go out at once; missing: no bound. */
  readonly burst?: number;
  /** Whether rooms are kept while no client is there. */
  readonly persistent: boolean;
  /** Messages shown at a join. */
  readonly history: number;
  readonly record: boolean;
  readonly away: AwayChoice;
  /** Whether the user is told of messages that name them while no client is in the room. */
  readonly highlights: boolean;
  /** Whether others see that the user is typing. */
  readonly typing: boolean;
  /** Counts in place of the pins of the config, and of the check by authorities. */
  readonly pin?: Pin;
}

/** The accounts of a user that count for one network. */
interface AccountsFor {
  /** With the empty label: what counts on all networks. */
  readonly defaults: Account | undefined;
  /** Of the network itself; where there is but one network, the default account stands for it too. */
  readonly own: Account | undefined;
}

/** Which of a user's accounts count for a network. */
export function accountsFor(
  settings: Pick<NetworkSettings, 'name' | 'network'>,
  accounts: readonly Account[],
  networks: Pick<Networks, 'only'>,
): AccountsFor {
  const labelled = (label: string) => accounts.find((account) => account.label === label);
  const defaults = labelled('');
  const own = labelled(settings.name) ?? labelled(settings.network);
  return { defaults, own: own ?? (networks.only === settings.network ? defaults : undefined) };
}

interface PreferencesOptions {
  readonly config: IrcConfig;
  readonly settings: NetworkSettings;
  readonly person: Person;
  readonly accounts: Partial<Readonly<Record<keyof AccountsFor, Pick<Account, 'fields'> | undefined>>>;
}

/**
 * What counts for a user on a network. How a user logs in, and what is sent after it, is never taken over from the default
 * account: it would be told to a network that it is not for.
 */
export function preferencesOf({ config, settings, person, accounts }: PreferencesOptions): Preferences {
  const own = valuesOf(accounts.own);
  const defaults = valuesOf(accounts.defaults);
  const either = (name: string): string | undefined => own(name) ?? defaults(name);
  const whether = (name: string, otherwise: boolean): boolean => {
    const value = either(name);
    return value === undefined ? otherwise : value === 'yes';
  };
  const { realnameFromJid, usernameChoice, history } = config;
  const { throttle } = settings;
  const nick = either(FIELD.nick) ?? nickFrom(settings.nick, person);
  const account = own(FIELD.account);
  const pin = parsePin(own(FIELD.pin) ?? '');
  const username = usernameChoice && !realnameFromJid ? either(FIELD.username) : undefined;
  return {
    nick,
    realname: realnameFromJid ? person.jid : (either(FIELD.realname) ?? nick),
    username: username ?? identFrom(realnameFromJid ? '{local}' : config.ident, person),
    ...(account === undefined ? {} : { account }),
    sasl: oneOf(SASL_CHOICES, own(FIELD.sasl)) ?? 'automatic',
    charset: charsetOf(either(FIELD.charset) ?? '') ?? settings.charset,
    charsetOut: charsetOf(either(FIELD.charsetOut) ?? '') ?? settings.charsetOut,
    commands: (own(FIELD.commands) ?? '').split('\n').filter((line) => line !== ''),
    persistent: whether(FIELD.persistent, config.persistentByDefault),
    history: Math.min(number(either(FIELD.history)) ?? history.onJoin, history.keep),
    record: whether(FIELD.record, history.record),
    away: oneOf(AWAY_CHOICES, either(FIELD.away)) ?? 'absent',
    highlights: whether(FIELD.highlights, true),
    typing: whether(FIELD.typing, false),
    ...(throttle === false
      ? {}
      : { burst: Math.min(number(either(FIELD.throttle)) ?? throttle.burst, throttle.burst) }),
    ...(pin === undefined ? {} : { pin }),
  };
}

/** What the places of the commands stand for. */
interface CommandPlaces {
  readonly nick: string;
  readonly account?: string | undefined;
  readonly password?: string | undefined;
}

/** The places as sentences show them. */
export const COMMAND_PLACES = { nick: '{nick}', account: '{account}', password: '{password}' } as const;

/** The commands with `{nick}`, `{account}` and `{password}` filled in; a line that lacks one of them is left out. */
export function commandLines(commands: readonly string[], places: CommandPlaces): readonly string[] {
  const values: Readonly<Record<string, string | undefined>> = { ...places, account: places.account ?? places.nick };
  return commands.flatMap((line) => {
    let lacks = false;
    const filled = line.replace(/\{(nick|account|password)\}/g, (_place, name: string) => {
      lacks ||= values[name] === undefined;
      return values[name] ?? '';
    });
    return lacks ? [] : [filled];
  });
}

/** A reader of fields; what is empty or left to the defaults is undefined. */
function valuesOf(account: Pick<Account, 'fields'> | undefined): (name: string) => string | undefined {
  return (name) => {
    const value = account?.fields[name];
    return value === undefined || value === '' || value === DEFAULT ? undefined : value;
  };
}

function oneOf<T extends string>(choices: readonly T[], value: string | undefined): T | undefined {
  return choices.find((choice) => choice === value);
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
