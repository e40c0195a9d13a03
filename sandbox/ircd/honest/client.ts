import { escapeTag } from '../../irc-line.js';
import type { Peer } from '../peer.js';
import type { User } from './network.js';

/** A message as it is kept and relayed; several lines are one of draft/multiline. */
export interface Message {
  /** `romeo!r@host` */
  readonly source: string;
  readonly account: string | undefined;
  /** ISO 8601 with milliseconds. */
  readonly time: string;
  readonly msgid: string;
  /** Client-only tags as written: `+draft/reply=abc;+typing=active`; `''` for none. */
  readonly clientTags: string;
  readonly command: 'PRIVMSG' | 'NOTICE' | 'TAGMSG';
  readonly target: string;
  /** None of a TAGMSG. `concat`: the line goes on where the one before it ended. */
  readonly lines: readonly { readonly text: string; readonly concat: boolean }[];
}

/** Anything else that is relayed: a JOIN, a MODE. */
export interface Notice {
  readonly source: string;
  readonly account: string | undefined;
  /** Behind the source: `JOIN #c`. */
  readonly text: string;
}

interface Line {
  readonly tags: readonly string[];
  readonly text: string;
}

/** A connection of the honest server: what it has negotiated, and how lines are written to it. */
export class Client {
  readonly peer: Peer;
  readonly serverName: string;
  readonly caps = new Set<string>();
  /** Between CAP LS or REQ and CAP END the welcome waits. */
  negotiating = false;
  registered = false;
  user: User;
  #captured: Line[] | undefined;
  #batches = 0;

  constructor(peer: Peer, serverName: string, user: User) {
    this.peer = peer;
    this.serverName = serverName;
    this.user = user;
  }

  /** A numeric or a command of the server; the last parameter may hold spaces. */
  reply(command: string, ...params: readonly string[]): void {
    const last = params.at(-1) ?? '';
    const head = [`:${this.serverName}`, command, ...params.slice(0, -1)].join(' ');
    this.#write({ tags: this.#time(), text: `${head} :${last}` });
  }

  /** A numeric, with the client's nick as first parameter. */
  numeric(code: string, ...params: readonly string[]): void {
    this.reply(code, this.registered || this.user.nick !== '' ? this.user.nick : '*', ...params);
  }

  /** A standard reply: `fail('REDACT', 'UNKNOWN_MSGID', '#c', 'No such message')`. */
  fail(command: string, code: string, ...params: readonly string[]): void {
    this.reply('FAIL', command, code, ...params);
  }

  /** Writes it; with `batch` as part of that batch. */
  relay(notice: Notice, batch?: string): void {
    const outer = batch === undefined ? [] : [`batch=${batch}`];
    const tags = [...outer, ...this.#time(), ...this.#account(notice)];
    this.#write({ tags, text: `:${notice.source} ${notice.text}` });
  }

  /** Writes a message in the form that this client has negotiated; with `batch` as part of that batch. */
  message(message: Message, batch?: string): void {
    if (message.command === 'TAGMSG' && !this.caps.has('message-tags')) return;
    const outer = batch === undefined ? [] : [`batch=${batch}`];
    const tags = [...outer, ...this.#time(message.time), ...this.#account(message)];
    const id = this.caps.has('message-tags')
      ? [`msgid=${message.msgid}`, ...(message.clientTags === '' ? [] : [message.clientTags])]
      : [];
    const head = `:${message.source} ${message.command} ${message.target}`;
    if (message.lines.length === 0) this.#write({ tags: [...tags, ...id], text: head });
    else if (message.lines.length > 1 && this.caps.has('draft/multiline') && this.caps.has('batch')) {
      const inner = this.#batch([...tags, ...id], `draft/multiline ${message.target}`, message.source);
      for (const { text, concat } of message.lines) {
        const marks = concat ? ['draft/multiline-concat'] : [];
        this.#write({ tags: [`batch=${inner}`, ...marks], text: `${head} :${text}` });
      }
      this.#write({ tags: [], text: `:${this.serverName} BATCH -${inner}` });
    } else {
      // The first line alone has the id and the tags.
      for (const [index, { text }] of message.lines.entries()) {
        if (text !== '') this.#write({ tags: index === 0 ? [...tags, ...id] : tags, text: `${head} :${text}` });
      }
    }
  }

  /** Sends what `run` writes as one batch; as plain lines to who does not know batches. */
  inBatch(type: string, run: (batch: string | undefined) => void): void {
    if (!this.caps.has('batch')) {
      run(undefined);
      return;
    }
    const id = this.#batch(this.#time(), type, this.serverName);
    run(id);
    this.#write({ tags: [], text: `:${this.serverName} BATCH -${id}` });
  }

  /** Sends what `run` writes as the answer to a labelled command (labeled-response). */
  labelled(label: string | undefined, run: () => void): void {
    if (label === undefined || !this.caps.has('labeled-response')) {
      run();
      return;
    }
    const captured: Line[] = [];
    this.#captured = captured;
    run();
    this.#captured = undefined;
    const tag = `label=${escapeTag(label)}`;
    const [first, ...more] = captured;
    if (first === undefined) this.#write({ tags: [tag], text: `:${this.serverName} ACK` });
    else if (more.length === 0) this.#write({ tags: [tag, ...first.tags], text: first.text });
    else {
      const id = this.#batch([tag], 'labeled-response', this.serverName);
      for (const { tags, text } of captured) {
        const inner = tags.some((each) => each.startsWith('batch='));
        this.#write({ tags: inner ? tags : [`batch=${id}`, ...tags], text });
      }
      this.#write({ tags: [], text: `:${this.serverName} BATCH -${id}` });
    }
  }

  #batch(tags: readonly string[], type: string, source: string): string {
    this.#batches += 1;
    const id = `b${this.#batches}`;
    this.#write({ tags, text: `:${source} BATCH +${id} ${type}` });
    return id;
  }

  #time(time = new Date().toISOString()): string[] {
    return this.caps.has('server-time') ? [`time=${time}`] : [];
  }

  #account({ account }: { readonly account: string | undefined }): string[] {
    return this.caps.has('account-tag') && account !== undefined ? [`account=${account}`] : [];
  }

  #write(line: Line): void {
    if (this.#captured !== undefined) this.#captured.push(line);
    else this.peer.send(line.tags.length === 0 ? line.text : `@${line.tags.join(';')} ${line.text}`);
  }
}
