import type { UserView } from './views.js';

/** A person, kept up to date by the model. */
export class User implements UserView {
  nick: string;
  user: string | undefined = undefined;
  host: string | undefined = undefined;
  realname: string | undefined = undefined;
  account: string | null | undefined = undefined;
  away: string | undefined = undefined;
  bot = false;
  shared = 0;

  constructor(nick: string) {
    this.nick = nick;
  }
}
