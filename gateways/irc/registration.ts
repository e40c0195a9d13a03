import type { Clock, Problem, Registrant, RegistrationField, RegistrationForm } from '../gateway.js';
import { CHARSETS } from './charsets.js';
import type { IrcConfig } from './config.js';
import { EXAMPLE_HOST } from './hosts.js';
import type { NetworkSettings, Networks } from './networks.js';
import { Admission } from './policy/admission.js';
import {
  AWAY_CHOICES,
  type AwayChoice,
  accountsFor,
  COMMAND_PLACES,
  DEFAULT,
  FIELD,
  type Preferences,
  preferencesOf,
  SASL_CHOICES,
  type SaslChoice,
} from './preferences.js';
import * as checks from './registration-checks.js';

/** A connection that shows whether a registration works. */
export interface Attempt {
  /** Bare, normalised. */
  readonly jid: string;
  readonly settings: NetworkSettings;
  readonly preferences: Preferences;
  /** Of the account at the network. */
  readonly password?: string;
  /** Of the server. */
  readonly serverPassword?: string;
}

/** Tries a registration at its network; undefined: it works. Must end when the signal aborts. */
type Probe = (attempt: Attempt, signal: AbortSignal) => Promise<Problem | undefined>;

interface RegistrationOptions {
  readonly config: IrcConfig;
  readonly networks: Networks;
  /** See `Person.salt`. */
  readonly salt: string;
  readonly probe: Probe;
  readonly clock: Clock;
}

/** Fields that belong to one network: told to another, they would help whoever runs it. */
const OF_ONE_NETWORK = [
  FIELD.account,
  FIELD.password,
  FIELD.serverPassword,
  FIELD.address,
  FIELD.pin,
  FIELD.commands,
] as const;

type Part = Partial<RegistrationField>;

/** A field by its variable, with the keys of its label and its description. */
const text = (name: string, label: string, description: string, more: Part = {}): RegistrationField => ({
  name,
  kind: 'text-single',
  label: { key: label },
  description: { key: description },
  required: false,
  ...more,
});

/** One of several values, by the keys of their sentences; the first one counts where nothing is chosen. */
const choice = (name: string, label: string, description: string, values: readonly (readonly [string, string])[]) =>
  text(name, label, description, {
    kind: 'list-single',
    later: true,
    initial: values[0]?.[0] ?? '',
    options: values.map(([value, key]) => ({ value, label: { key, params: { text: value } } })),
  });

const AS_ELSEWHERE = [DEFAULT, 'irc.register.default'] as const;
/** A box to tick could not say that it is as elsewhere. */
const YES_OR_NO = [AS_ELSEWHERE, ['yes', 'irc.register.yes'], ['no', 'irc.register.no']] as const;
const ENCODINGS = [AS_ELSEWHERE, ...CHARSETS.map((value) => [value, 'irc.verbatim'] as const)];

const SASL_KEYS: Readonly<Record<SaslChoice, string>> = {
  automatic: 'irc.register.sasl.automatic',
  scram: 'irc.register.sasl.scram',
  plain: 'irc.register.sasl.plain',
  external: 'irc.register.sasl.external',
  none: 'irc.register.sasl.none',
};
const AWAY_KEYS: Readonly<Record<AwayChoice, string>> = {
  absent: 'irc.register.away.absent',
  status: 'irc.register.away.status',
  off: 'irc.register.away.off',
};

/** The form, the same for the default account and that of each network; in a chat only nick, account and password are asked for. */
export function ircRegistration(options: RegistrationOptions): RegistrationForm {
  const { config, networks } = options;
  const { anyServer, realnameFromJid, usernameChoice, history } = config;
  const burst = Math.max(
    1,
    ...Object.values(config.networks).map(({ throttle }) => (throttle === false ? 1 : throttle.burst)),
  );
  const mostHistory = Math.min(1000, history.keep);
  return {
    title: { key: 'irc.register.title' },
    instructions: { key: networks.only === undefined ? 'irc.register.instructions' : 'irc.register.instructions-one' },
    fields: [
      text(FIELD.nick, 'irc.register.nick', 'irc.register.nick.description', {
        maxLength: checks.LONGEST_NICK,
        check: checks.checkNick,
      }),
      text(FIELD.account, 'irc.register.account', 'irc.register.account.description', {
        maxLength: checks.LONGEST_NICK,
        check: checks.checkAccount,
      }),
      text(FIELD.password, 'irc.register.password', 'irc.register.password.description', {
        kind: 'text-private',
        maxLength: checks.LONGEST_SECRET,
        check: checks.checkSecret,
      }),
      choice(
        FIELD.sasl,
        'irc.register.sasl',
        'irc.register.sasl.description',
        SASL_CHOICES.map((value) => [value, SASL_KEYS[value]]),
      ),
      text(FIELD.serverPassword, 'irc.register.server-password', 'irc.register.server-password.description', {
        kind: 'text-private',
        later: true,
        maxLength: checks.LONGEST_SECRET,
        check: checks.checkSecret,
      }),
      ...(anyServer
        ? [
            text(FIELD.address, 'irc.register.address', 'irc.register.address.description', {
              later: true,
              check: checks.checkAddress(networks),
            }),
          ]
        : []),
      ...(anyServer
        ? [text(FIELD.pin, 'irc.register.pin', 'irc.register.pin.description', { later: true, check: checks.checkPin })]
        : []),
      ...(realnameFromJid
        ? []
        : [
            text(FIELD.realname, 'irc.register.realname', 'irc.register.realname.description', {
              later: true,
              maxLength: checks.LONGEST_NAME,
              check: checks.checkLine,
            }),
          ]),
      ...(usernameChoice && !realnameFromJid
        ? [
            text(FIELD.username, 'irc.register.username', 'irc.register.username.description', {
              later: true,
              check: checks.checkUsername,
            }),
          ]
        : []),
      choice(FIELD.charset, 'irc.register.encoding-in', 'irc.register.encoding-in.description', ENCODINGS),
      choice(FIELD.charsetOut, 'irc.register.encoding-out', 'irc.register.encoding-out.description', ENCODINGS),
      text(FIELD.commands, 'irc.register.commands', 'irc.register.commands.description', {
        description: { key: 'irc.register.commands.description', params: COMMAND_PLACES },
        kind: 'text-multi',
        later: true,
        maxLength: 8192,
        check: checks.checkCommands,
      }),
      text(FIELD.throttle, 'irc.register.throttle', 'irc.register.throttle.description', {
        later: true,
        check: checks.checkNumber('irc.register.throttle.wrong', 1, burst),
      }),
      choice(FIELD.persistent, 'irc.register.persistent', 'irc.register.persistent.description', YES_OR_NO),
      text(FIELD.history, 'irc.register.history', 'irc.register.history.description', {
        later: true,
        check: checks.checkNumber('irc.register.history.wrong', 0, mostHistory),
      }),
      choice(FIELD.record, 'irc.register.record', 'irc.register.record.description', YES_OR_NO),
      choice(FIELD.away, 'irc.register.away', 'irc.register.away.description', [
        AS_ELSEWHERE,
        ...AWAY_CHOICES.map((value) => [value, AWAY_KEYS[value]] as const),
      ]),
      choice(FIELD.highlights, 'irc.register.highlights', 'irc.register.highlights.description', YES_OR_NO),
      choice(FIELD.typing, 'irc.register.typing', 'irc.register.typing.description', YES_OR_NO),
    ],
    verify: (values, signal, registrant) => verify(options, values, signal, registrant),
  };
}

/** Whether the values fit the network that they are for, and work there. */
async function verify(
  { config, networks, salt, probe, clock }: RegistrationOptions,
  values: Readonly<Record<string, string>>,
  signal: AbortSignal,
  { jid, label, accounts, kv }: Registrant,
): Promise<Problem | undefined> {
  const given = (name: string): string | undefined => (values[name] === '' ? undefined : values[name]);
  const name = label === '' ? networks.only : label;
  if (name === undefined) {
    if (OF_ONE_NETWORK.every((field) => given(field) === undefined)) return undefined;
    return wrong('irc.register.which-network', {
      example: networks.names[0] ?? EXAMPLE_HOST,
      domain: config.domain,
    });
  }
  const fields = Object.fromEntries(Object.entries(values).filter(([field]) => !isSecret(field)));
  const found = networks.find(name, { fields });
  if (!found.ok) return { ...found.problem, type: 'modify', condition: 'not-acceptable' };
  const { settings } = found;
  if (networks.isNamed(name) && given(FIELD.address) !== undefined) {
    return wrong('irc.register.address.named', { network: name });
  }
  const [password, serverPassword] = [given(FIELD.password), given(FIELD.serverPassword)];
  if (given(FIELD.account) !== undefined && password === undefined && !byCertificate(values)) {
    return wrong('irc.register.password.missing', {});
  }
  // Where nothing can be refused nobody is asked, so that people can register while the network is out.
  if (password === undefined && serverPassword === undefined && settings.named && !byCertificate(values))
    return undefined;
  // Whom admins keep from the network must not reach it by registering either.
  const refused = await new Admission({ kv, clock }).refusal(jid, settings.network);
  if (refused !== undefined) return refused;
  const { defaults } = accountsFor(settings, accounts, networks);
  const preferences = preferencesOf({
    config,
    settings,
    person: { jid, salt },
    accounts: { defaults: label === '' ? { fields } : defaults, own: { fields } },
  });
  return probe(
    {
      jid,
      settings,
      preferences,
      ...(password === undefined ? {} : { password }),
      ...(serverPassword === undefined ? {} : { serverPassword }),
    },
    signal,
  );
}

function byCertificate(values: Readonly<Record<string, string>>): boolean {
  return values[FIELD.sasl] === 'external';
}

function isSecret(field: string): boolean {
  return field === FIELD.password || field === FIELD.serverPassword;
}

function wrong(key: string, params: Readonly<Record<string, string>>): Problem {
  return { type: 'modify', condition: 'not-acceptable', text: { key, params } };
}
