import type { IrcMessage } from '../wire/message.js';

/** Who we are on the network, as far as the server has let it be known; every change is noticed from its lines. */
export class Self {
  #nick: string;
  #user: string | undefined;
  #host: string | undefined;
  #account: string | undefined;
  /** Whether two nicks are the same to the server. */
  readonly #same: (a: string, b: string) => boolean;

  constructor(nick: string, same: (a: string, b: string) => boolean) {
    this.#nick = nick;
    this.#same = same;
  }

  get nick(): string {
    return this.#nick;
  }

  get user(): string | undefined {
    return this.#user;
  }

  get host(): string | undefined {
    return this.#host;
  }

  /** The services account that we are logged in to. */
  get account(): string | undefined {
    return this.#account;
  }

  isMe(nick: string | undefined): boolean {
    if (nick === undefined) return false;
    // Folding changes no length.
    return nick === this.#nick || (nick.length === this.#nick.length && this.#same(nick, this.#nick));
  }

  /** Takes any line; true: the nick has changed. */
  receive({ command, params, source }: IrcMessage): boolean {
    switch (command) {
      case '001':
        return this.#welcomed(params);
      case 'NICK':
        if (!this.isMe(source?.nick) || !params[0]) return false;
        this.#nick = params[0];
        return true;
      case 'CHGHOST':
        if (this.isMe(source?.nick)) this.#be(params[0], params[1]);
        return false;
      // RPL_VISIBLEHOST: some servers give user@host.
      case '396': {
        const [before, after] = (params[1] ?? '').split('@', 2);
        if (after === undefined) this.#be(undefined, before);
        else this.#be(before, after);
        return false;
      }
      // RPL_USERHOST: `nick*=+user@host`, a sign of an operator and one of being away.
      case '302': {
        const [, nick, user, host] = /^([^\s*=]+)\*?=[+-]?([^@\s]+)@(\S+)/.exec(params.at(-1) ?? '') ?? [];
        if (this.isMe(nick)) this.#be(user, host);
        return false;
      }
      // RPL_LOGGEDIN, RPL_LOGGEDOUT
      case '900':
        this.#account = params[2];
        return false;
      case '901':
        this.#account = undefined;
        return false;
      case 'ACCOUNT':
        if (this.isMe(source?.nick)) this.#account = params[0] === '*' ? undefined : params[0];
        return false;
      // Our own lines come back with what others see of us.
      case 'JOIN':
      case 'PRIVMSG':
      case 'NOTICE':
      case 'TAGMSG':
        if (source?.host !== undefined && this.isMe(source.nick)) this.#be(source.user, source.host);
        return false;
      default:
        return false;
    }
  }

  #welcomed(params: readonly string[]): boolean {
    const nick = params[0] || this.#nick;
    const changed = nick !== this.#nick;
    this.#nick = nick;
    // Most servers end the welcome with nick!user@host.
    const [, user, host] = /!([^\s!@]+)@([^\s@]+)$/.exec(params.at(-1) ?? '') ?? [];
    this.#be(user, host);
    return changed;
  }

  #be(user: string | undefined, host: string | undefined): void {
    if (user) this.#user = user;
    if (host) this.#host = host;
  }
}
