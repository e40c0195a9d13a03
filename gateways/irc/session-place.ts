import type { HoldContext, TextRef } from '../gateway.js';
import type { IrcConnection } from './connection/connection.js';
import type { Hearing } from './hearing.js';
import type { Names } from './names.js';
import type { Place, RoomWishes, Sent } from './rooms/place.js';
import type { SessionParts, SessionSettings } from './session-parts.js';
import type { Shared } from './shared.js';
import type { OwnView } from './state/views.js';
import { type Charset, outgoingCharset } from './text/encoding.js';
import type { Waiters } from './waiters.js';
import { fold } from './wire/casemapping.js';
import { Isupport } from './wire/isupport.js';
import type { IrcMessage } from './wire/message.js';
import type { LineOut } from './wire/serialise.js';

interface SessionPlaceParts {
  readonly session: Pick<SessionParts, 'user' | 'names' | 'shared' | 'context'>;
  readonly connection: Pick<IrcConnection, 'isupport' | 'caps' | 'send' | 'onRead'>;
  readonly hearing: Pick<Hearing, 'own'>;
  /** Who waits for what the server tells about a channel, by `modes <folded channel>`. */
  readonly asked: Pick<Waiters<unknown>, 'wait'>;
  /** Undefined while they are not read. */
  readonly settings: () => SessionSettings | undefined;
  readonly up: () => boolean;
  readonly changed: () => void;
}

const DEFAULT_WISHES: RoomWishes = { persistent: false, historyOnJoin: 20, record: true, highlights: false, words: [] };
const NO_SUPPORT = new Isupport();
/** What a server would say, were it told such a line: ERR_INPUTTOOLONG. */
const TOO_LONG: IrcMessage = { tags: new Map(), command: '417', params: ['This line is too long'] };

/** What rooms and private conversations see of their session. */
export class SessionPlace implements Place {
  readonly #o: SessionPlaceParts;

  constructor(parts: SessionPlaceParts) {
    this.#o = parts;
  }

  get user(): string {
    return this.#o.session.user;
  }

  get names(): Names {
    return this.#o.session.names;
  }

  get own(): OwnView {
    return this.#o.hearing.own;
  }

  get isupport(): Isupport {
    return this.#o.connection.isupport ?? NO_SUPPORT;
  }

  get caps(): ReadonlyMap<string, string> {
    return this.#o.connection.caps;
  }

  get wishes(): RoomWishes {
    return this.#o.settings()?.wishes ?? DEFAULT_WISHES;
  }

  get scope(): string {
    return this.#o.settings()?.scope ?? '';
  }

  get up(): boolean {
    return this.#o.up();
  }

  get charset(): Charset {
    return outgoingCharset(this.#o.settings()?.charset, this.isupport.utf8only);
  }

  get longText(): Shared['longText'] {
    return this.#shared.longText;
  }

  get outbox(): Shared['outbox'] {
    return this.#shared.outbox;
  }

  get lines(): Shared['lines'] {
    return this.#shared.lines;
  }

  get ids(): Shared['ids'] {
    return this.#shared.ids;
  }

  get record(): Shared['record'] {
    return this.#shared.record;
  }

  get archive(): Shared['archive'] {
    return this.#shared.archive;
  }

  get occupantIds(): Shared['occupantIds'] {
    return this.#shared.occupantIds;
  }

  get clock(): HoldContext['clock'] {
    return this.#o.session.context.clock;
  }

  get log(): HoldContext['log'] {
    return this.#o.session.context.log;
  }

  get #shared(): Shared {
    return this.#o.session.shared;
  }

  /** False: a line is too long for the server, and nothing was sent. */
  send(line: LineOut | readonly LineOut[], sent?: Sent): boolean {
    const result = this.#sendOrComplain(line, sent);
    if (result === 'too-long') sent?.answered?.({ kind: 'error', message: TOO_LONG });
    else if (result !== 'queued') sent?.answered?.({ kind: 'lost', written: false });
    return result !== 'too-long';
  }

  /** What can be no line (a bug, or an id that a server made up) must end neither the process nor what waits for the answer. */
  #sendOrComplain(line: LineOut | readonly LineOut[], sent?: Sent): ReturnType<IrcConnection['send']> {
    try {
      return this.#o.connection.send(line, sent);
    } catch (error) {
      this.log.error({ error: String(error) }, 'something cannot be said as a line of IRC');
      return 'too-long';
    }
  }

  onRead(read: () => void): void {
    this.#o.connection.onRead(read);
  }

  answered(channel: string): Promise<unknown> {
    return new Promise((resolve) => {
      this.#o.asked.wait(`modes ${this.fold(channel)}`, resolve);
      this.send({ command: 'MODE', params: [channel] });
    });
  }

  same(one: string, other: string): boolean {
    return one === other || this.fold(one) === this.fold(other);
  }

  fold(name: string): string {
    return fold(name, this.isupport.casemapping);
  }

  say(ref: TextRef, lang?: string): string {
    return this.#o.session.context.text(ref, lang);
  }

  changed(): void {
    this.#o.changed();
  }

  publish(text: string): Promise<string | undefined> {
    const { shared, context, user } = this.#o.session;
    return shared.publish(context, user, text);
  }
}
