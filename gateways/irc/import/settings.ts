import type { RegistrationField } from '../../gateway.js';
import { charsetOf } from '../charsets.js';
import type { IrcConfig } from '../config.js';
import { serverText } from '../hosts.js';
import { TLS_PORT } from '../network-config.js';
import type { NetworkSettings } from '../networks.js';
import { parsePin } from '../pins.js';
import { FIELD } from '../preferences.js';
import { takeCommands } from './commands.js';
import type { Tally } from './report.js';
import { type Row, text, whole } from './rows.js';

/** What biboumi has for a number of its forms that nobody changed. */
const USUAL_HISTORY = 20;
const USUAL_THROTTLE = 10;
const USUAL_TLS_PORTS = '6697;6670';
const USUAL_PORTS = '6667';

/** What a registration is made of. */
export interface Settings {
  readonly fields: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** What a server of biboumi is here. */
export interface ServerHere {
  readonly settings: NetworkSettings;
  /** Whether the config knows its name, so that address and ports are not the user's. */
  readonly isNamed: boolean;
}

/** Nothing that is other than usual. */
export const NO_SETTINGS: Settings = { fields: {}, secrets: {} };

/** Turns rows of biboumi's options into fields of a registration. What a field does not take is counted, without its value. */
export class SettingsMapping {
  readonly #config: Pick<IrcConfig, 'persistentByDefault' | 'history'>;
  readonly #form: ReadonlyMap<string, RegistrationField>;
  readonly #tally: Tally;

  /** `form`: the fields that users of this gateway have. */
  constructor(
    config: Pick<IrcConfig, 'persistentByDefault' | 'history'>,
    form: readonly RegistrationField[],
    tally: Tally,
  ) {
    this.#config = config;
    this.#form = new Map(form.map((field) => [field.name, field]));
    this.#tally = tally;
  }

  /** A row of `globaloptions_`. What is as biboumi has it by itself stays with the config. */
  global(row: Row): Settings {
    const fields: Record<string, string> = {};
    const { history, persistentByDefault } = this.#config;
    const shown = whole(row, 'maxhistorylength_');
    if (shown !== undefined && shown !== USUAL_HISTORY) {
      const most = Math.min(1000, history.keep);
      this.#put(fields, FIELD.history, String(Math.min(shown, most)), 'number of lines shown at a join');
    }
    if (whole(row, 'recordhistory_') === 0) fields[FIELD.record] = 'no';
    const persistent = whole(row, 'persistent_');
    if (persistent !== undefined && (persistent === 1) !== persistentByDefault) {
      fields[FIELD.persistent] = persistent === 1 ? 'yes' : 'no';
    }
    return { fields, secrets: {} };
  }

  /** A row of `ircserveroptions_` with the commands that belong to it, for a server that is reached here under its name. */
  server(row: Row, commands: readonly string[], { settings, isNamed }: ServerHere): Settings {
    const server = text(row, 'server_');
    const fields: Record<string, string> = {};
    const secrets: Record<string, string> = {};
    const left = (what: string, count = 1): void => this.#tally.left(what, server, count);

    this.#put(fields, FIELD.nick, text(row, 'nick_'), 'nick', server);
    this.#put(fields, FIELD.realname, text(row, 'realname_'), 'real name', server);
    this.#put(fields, FIELD.username, text(row, 'username_'), 'user name', server);
    for (const [name, column] of [
      [FIELD.charset, 'encodingin_'],
      [FIELD.charsetOut, 'encodingout_'],
    ] as const) {
      const encoding = text(row, column);
      if (encoding !== '') this.#put(fields, name, charsetOf(encoding) ?? encoding, 'encoding', server);
    }
    const throttle = whole(row, 'throttlelimit_');
    if (throttle !== undefined && throttle !== USUAL_THROTTLE) {
      this.#put(fields, FIELD.throttle, String(throttle), 'throttle limit', server);
    }

    const sasl = text(row, 'saslpassword_');
    const taken = takeCommands(commands, settings.nickserv, sasl);
    this.#put(secrets, FIELD.password, sasl === '' ? (taken.password ?? '') : sasl, 'SASL password', server);
    if (secrets[FIELD.password] !== undefined) {
      this.#put(fields, FIELD.account, taken.account ?? '', 'account at the network', server);
    }
    this.#put(secrets, FIELD.serverPassword, text(row, 'pass_'), 'server password', server);
    this.#put(fields, FIELD.commands, taken.commands.join('\n'), 'after-connection commands', server);
    left(
      'after-connection command with a secret that is not the password of the account: set it by hand',
      taken.secret,
    );
    left('after-connection command that cannot be sent here, or one too many', taken.refused);

    if (isNamed) this.#placeOfAdmin(row, server, settings);
    else this.#put(fields, FIELD.address, addressOf(row), 'address and port of the server', server);
    this.#trust(row, server, fields);
    return { fields, secrets };
  }

  /** Where the servers of a network of the config are is the admin's. */
  #placeOfAdmin(row: Row, server: string, { servers }: NetworkSettings): void {
    const address = text(row, 'address_').trim().toLowerCase();
    if (address !== '' && !servers.some(({ host }) => host === address)) {
      this.#tally.left('address of the server: the network is one of the config', server);
    }
    if (!hasUsualPorts(row)) this.#tally.left('ports of the server: the network is one of the config', server);
  }

  /** Which certificate of the server is trusted. */
  #trust(row: Row, server: string, fields: Record<string, string>): void {
    const fingerprint = text(row, 'trustedfingerprint_');
    if (fingerprint !== '' && parsePin(fingerprint) === undefined) {
      this.#tally.left('fingerprint of the certificate by SHA-1, which can be forged: use pins with SHA-256', server);
    } else this.#put(fields, FIELD.pin, fingerprint, 'fingerprint of the certificate', server);
    if (whole(row, 'verifycert_') === 0 && fields[FIELD.pin] === undefined) {
      this.#tally.left('certificates are not verified: give pins, or verify of the network', server);
    }
  }

  /** Takes a value that the form has a field for and that it would take from the user. */
  #put(into: Record<string, string>, name: string, value: string, what: string, server = ''): void {
    if (value === '') return;
    const field = this.#form.get(name);
    if (field === undefined) {
      this.#tally.left(`${what}: users of this gateway have none of their own`, server);
      return;
    }
    const { options, maxLength = 1023, check } = field;
    const isOffered = options === undefined || options.some((option) => option.value === value);
    const checked = isOffered && [...value].length <= maxLength ? (check?.(value) ?? { value }) : undefined;
    if (checked !== undefined && 'value' in checked) into[name] = checked.value;
    else this.#tally.left(`${what}: not one that is taken here`, server);
  }
}

/** Address and port of a server that is none of the config, as a registration has them; empty where its name says all. */
export function addressOf(row: Row): string {
  const address = text(row, 'address_').trim();
  if (address === '' && hasUsualPorts(row)) return '';
  const [tls] = portsOf(row, 'tlsports_', USUAL_TLS_PORTS);
  const port = tls ?? portsOf(row, 'ports_', USUAL_PORTS)[0];
  const host = address === '' ? text(row, 'server_') : address;
  return serverText({ host, ...(tls === TLS_PORT || port === undefined ? {} : { port, tls: tls !== undefined }) });
}

function hasUsualPorts(row: Row): boolean {
  const [tls, plain] = [portsOf(row, 'tlsports_', USUAL_TLS_PORTS), portsOf(row, 'ports_', USUAL_PORTS)];
  return tls.join(';') === USUAL_TLS_PORTS && plain.join(';') === USUAL_PORTS;
}

/** Ports of a list such as `6697;6670`; `usual`: where the column is missing. */
function portsOf(row: Row, column: string, usual: string): readonly number[] {
  const list = typeof row[column] === 'string' ? text(row, column) : usual;
  return list.split(';').flatMap((port) => (/^\d{1,5}$/.test(port.trim()) ? [Number(port)] : []));
}
