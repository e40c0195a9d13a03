import type { Clock, Timer } from '../../gateway.js';
import type { IrcMessage } from '../wire/message.js';
import { isMiddle, type LineOut } from '../wire/serialise.js';
import type { Capabilities } from './capabilities.js';
import { type Failure, failure } from './failure.js';
import { NickChoice } from './nick-choice.js';
import { Authentication, type LoginOutcome } from './sasl/authentication.js';
import { serverError } from './server-error.js';
import type { ConnectionSettings, Timeouts, WebIrc } from './settings.js';

/** How logging on to a server ended (RFC 2812 3.1, IRCv3 capability negotiation). */
export type RegistrationOutcome =
  /** `login`: how the login by SASL ended, where one took place. */
  | { readonly kind: 'welcome'; readonly login: LoginOutcome | undefined }
  | { readonly kind: 'failed'; readonly failure: Failure };

interface RegistrationOptions {
  readonly settings: ConnectionSettings;
  readonly timeouts: Timeouts;
  readonly clock: Clock;
  readonly random: () => number;
  readonly capabilities: Capabilities;
  /** Whether a client certificate was shown. */
  readonly hasCertificate: boolean;
  readonly send: (line: LineOut) => void;
  /** Exactly once, unless `stop` comes first. */
  readonly done: (outcome: RegistrationOutcome) => void;
}

/** Numerics that end a registration: ERR_NOPERMFORHOST, ERR_PASSWDMISMATCH, ERR_YOUREBANNEDCREEP. */
const FATAL: ReadonlyMap<string, 'banned' | 'password-refused'> = new Map([
  ['463', 'banned'],
  ['464', 'password-refused'],
  ['465', 'banned'],
]);

/**
 * From the first octet to `001`: WEBIRC, CAP, PASS, NICK and USER at once, then the login, then CAP END, which comes whatever
 * the server refuses or leaves unanswered. A server without capabilities simply welcomes us.
 */
export class Registration {
  readonly #options: RegistrationOptions;
  readonly #nicks: NickChoice;
  #login: Authentication | undefined;
  #outcome: LoginOutcome | undefined;
  #negotiating = true;
  #over = false;
  /** For the whole, and for the present step. */
  #timer: Timer | undefined;
  #step: Timer | undefined;

  constructor(options: RegistrationOptions) {
    this.#options = options;
    const { nick, alternativeNicks } = options.settings;
    this.#nicks = new NickChoice(nick, alternativeNicks, options.random);
  }

  start(): void {
    const { settings, timeouts, clock, capabilities, send } = this.#options;
    const { webIrc, password, nick, username, realname } = settings;
    const gatewaySays = webIrc === undefined ? [] : webIrcParams(webIrc);
    if (!gatewaySays.every(isMiddle)) {
      this.#fail(failure('settings-unusable', 'WEBIRC: a value is empty or has a space in it'));
      return;
    }
    if (webIrc !== undefined) send({ command: 'WEBIRC', params: gatewaySays });
    capabilities.start();
    if (password !== undefined) send({ command: 'PASS', params: [password] });
    send({ command: 'NICK', params: [nick] });
    send({ command: 'USER', params: [asUsername(username), '0', '*', realname] });
    this.#timer = clock.after(timeouts.registration, () => this.#fail(failure('registration-timeout')));
    // Servers that look up ident and host first may be silent for long.
    this.#hurry(timeouts.registration / 2);
  }

  /** The server has said what it offers; its next answers need no time. */
  listed(): void {
    if (!this.#over && this.#negotiating) this.#hurry(this.#options.timeouts.step);
  }

  /** Ends without an outcome. */
  stop(): void {
    this.#over = true;
    this.#timer?.cancel();
    this.#step?.cancel();
    this.#login?.stop();
  }

  /** All requests for capabilities have been answered. */
  negotiated(): void {
    if (this.#over || !this.#negotiating || this.#login !== undefined) return;
    const { settings, capabilities, clock, timeouts, hasCertificate, send } = this.#options;
    const offered = capabilities.enabled.get('sasl');
    if (settings.sasl === undefined || offered === undefined) {
      this.#withoutLogin('the server offers no login by SASL');
      return;
    }
    this.#step?.cancel();
    this.#login = new Authentication({
      credentials: { sasl: settings.sasl, nick: settings.nick, hasCertificate },
      offered,
      clock,
      timeoutMs: timeouts.step,
      send: (parameter) => send({ command: 'AUTHENTICATE', params: [parameter] }),
      done: (outcome) => this.#loginEnded(outcome),
    });
    this.#login.start();
  }

  /** Takes a line of the server but `CAP`. */
  receive(message: IrcMessage): void {
    if (this.#over || this.#login?.receive(message) === true) return;
    const { command, params } = message;
    const text = params.at(-1) ?? '';
    const fatal = FATAL.get(command);
    if (fatal !== undefined) {
      this.#fail(failure(fatal, text));
      return;
    }
    switch (command) {
      case '001':
        this.#welcome();
        break;
      // ERR_ERRONEUSNICKNAME, ERR_NICKNAMEINUSE, ERR_NICKCOLLISION, ERR_UNAVAILRESOURCE
      case '432':
      case '433':
      case '436':
      case '437':
        this.#nickRefused(command === '432', params[1] ?? '', text);
        break;
      // A server that does not know CAP, or not before the registration: what we have sent besides is enough for it.
      case '421':
      case '451':
        if (params[1]?.toUpperCase() === 'CAP' || params[0]?.toUpperCase() === 'CAP') this.#step?.cancel();
        break;
      case 'ERROR':
        this.#fail(serverError(text));
        break;
    }
  }

  #nickRefused(illegal: boolean, refused: string, text: string): void {
    const nick = this.#nicks.next(illegal, refused);
    if (nick === undefined) this.#fail(failure('nick-refused', text));
    else this.#options.send({ command: 'NICK', params: [nick] });
  }

  /** An answer to `CAP` that does not come must not hold up the rest. */
  #hurry(ms: number): void {
    const { clock, capabilities } = this.#options;
    this.#step?.cancel();
    this.#step = clock.after(ms, () => {
      capabilities.giveUp();
      // A server that was silent on LS may have no capabilities and not have welcomed us for another reason.
      if (capabilities.listedAll) this.negotiated();
      else this.#withoutLogin('the server does not answer CAP');
    });
  }

  #loginEnded(outcome: LoginOutcome): void {
    const required = this.#options.settings.sasl?.required === true;
    this.#outcome = outcome;
    if (outcome.kind !== 'logged-in' && required) {
      this.#fail(failure(outcome.kind === 'unavailable' ? 'login-unavailable' : 'login-refused', outcome.text));
    } else this.#endNegotiation();
  }

  #withoutLogin(why: string): void {
    if (this.#options.settings.sasl?.required === true) this.#fail(failure('login-unavailable', why));
    else this.#endNegotiation();
  }

  #endNegotiation(): void {
    this.#step?.cancel();
    this.#negotiating = false;
    this.#options.send({ command: 'CAP', params: ['END'] });
  }

  #welcome(): void {
    const { sasl } = this.#options.settings;
    // A server without capabilities, or one that did not wait for CAP END: the login never took place.
    if (sasl?.required === true && this.#outcome?.kind !== 'logged-in') {
      this.#fail(failure('login-unavailable', 'the server knows no login by SASL'));
      return;
    }
    this.#end({ kind: 'welcome', login: this.#outcome });
  }

  #fail(failed: Failure): void {
    this.#end({ kind: 'failed', failure: failed });
  }

  #end(outcome: RegistrationOutcome): void {
    if (this.#over) return;
    this.stop();
    this.#options.done(outcome);
  }
}

function webIrcParams({ password, gateway, host, ip, secure = false }: WebIrc): string[] {
  // An address may not begin with a colon (IRCv3 WEBIRC).
  const fit = (text: string): string => (text.startsWith(':') ? `0${text}` : text);
  return [password, gateway, fit(host), fit(ip), ...(secure ? ['secure'] : [])];
}

/** A user name as servers take it: letters, digits and a few signs; never empty. */
function asUsername(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^[._-]+/, '') || 'user';
}
