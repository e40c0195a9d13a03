import type { IrcMessage } from '../wire/message.js';

/** Octets of a line without CR LF (RFC 1459 2.3); `CAP REQ :` takes nine of them. */
const MOST_LINE = 510;
const MOST_OFFERED = 256;
const MOST_VALUE = 1024;

interface CapabilityEvents {
  /** Sends `CAP` with these parameters. */
  send(params: readonly string[]): void;
  /** The server has said all that it offers; nothing has been requested yet. False: request nothing, the connection ends. */
  listed(): boolean;
  /** No answer is outstanding. May come again after changes. */
  settled(): void;
  /** What is enabled has changed. */
  changed(added: readonly string[], removed: readonly string[]): void;
}

/** Capability negotiation 3.2 of one connection, during registration and after it. */
export class Capabilities {
  readonly #wanted: (name: string) => boolean;
  readonly #events: CapabilityEvents;
  readonly #offered = new Map<string, string>();
  readonly #enabled = new Map<string, string>();
  /** Names of each request without an answer, oldest first: a server answers in order. */
  #requests: string[][] = [];
  #listed = false;

  /** `wanted`: whether a capability is to be enabled where it is offered. */
  constructor(wanted: (name: string) => boolean, events: CapabilityEvents) {
    this.#wanted = wanted;
    this.#events = events;
  }

  /** What the server offers, with values; a capability without a value has the empty one. */
  get offered(): ReadonlyMap<string, string> {
    return this.#offered;
  }

  get enabled(): ReadonlyMap<string, string> {
    return this.#enabled;
  }

  /** Whether the server has answered `CAP LS` in full. */
  get listedAll(): boolean {
    return this.#listed;
  }

  start(): void {
    this.#events.send(['LS', '302']);
  }

  /** No answer is waited for any more. */
  giveUp(): void {
    this.#requests = [];
  }

  /** Takes a `CAP` line: `CAP <client> <subcommand> [*] :<names>`. */
  receive({ params }: IrcMessage): void {
    const more = params[2] === '*' && params.length > 3;
    const names = (params.at(-1) ?? '').split(' ').filter((name) => name !== '');
    switch ((params[1] ?? '').toUpperCase()) {
      case 'LS':
        this.#list(names, more);
        break;
      case 'ACK':
        this.#acknowledged(names);
        break;
      case 'NAK':
        this.#refused(names);
        break;
      case 'NEW':
        this.#offer(names);
        this.#request(names.map(nameOf));
        break;
      case 'DEL':
        this.#withdrawn(names.map(nameOf));
        break;
    }
  }

  #list(names: readonly string[], more: boolean): void {
    this.#offer(names);
    if (more || this.#listed) return;
    this.#listed = true;
    if (!this.#events.listed()) return;
    this.#request([...this.#offered.keys()]);
    if (this.#requests.length === 0) this.#events.settled();
  }

  #offer(names: readonly string[]): void {
    for (const text of names) {
      const name = nameOf(text);
      if (this.#offered.size >= MOST_OFFERED && !this.#offered.has(name)) continue;
      const value = text.slice(name.length + 1, name.length + 1 + MOST_VALUE);
      this.#offered.set(name, value);
      if (this.#enabled.has(name)) this.#enabled.set(name, value);
    }
  }

  #request(names: readonly string[]): void {
    const asked = new Set(this.#requests.flat());
    let line: string[] = [];
    let octets = 0;
    const flush = (): void => {
      if (line.length > 0) this.#ask(line);
      line = [];
      octets = 0;
    };
    for (const name of names) {
      if (!this.#wanted(name) || !this.#offered.has(name) || this.#enabled.has(name) || asked.has(name)) continue;
      const size = Buffer.byteLength(name) + 1;
      if (octets + size > MOST_LINE - 'CAP REQ :'.length) flush();
      line.push(name);
      octets += size;
    }
    flush();
  }

  #ask(names: string[]): void {
    this.#requests.push(names);
    this.#events.send(['REQ', names.join(' ')]);
  }

  #acknowledged(names: readonly string[]): void {
    const added: string[] = [];
    const removed: string[] = [];
    for (const text of names) {
      // Modifiers of version 3.1: `~` wants an acknowledgement nobody needs, `=` cannot be disabled.
      const name = text.replace(/^[-~=]+/, '');
      if (text.startsWith('-')) {
        if (this.#enabled.delete(name)) removed.push(name);
      } else if (!this.#enabled.has(name) && this.#pending(name)) {
        this.#enabled.set(name, this.#offered.get(name) ?? '');
        added.push(name);
      }
      // A long list may be acknowledged in several lines.
      this.#requests = this.#requests.map((asked) => asked.filter((other) => other !== name));
    }
    const waiting = this.#requests.length > 0;
    this.#requests = this.#requests.filter((asked) => asked.length > 0);
    if (added.length > 0 || removed.length > 0) this.#events.changed(added, removed);
    if (waiting && this.#requests.length === 0) this.#events.settled();
  }

  #pending(name: string): boolean {
    return this.#requests.some((asked) => asked.includes(name));
  }

  /** A refusal is of a whole request; its list may be cut off, so that one name of it tells which. */
  #refused(names: readonly string[]): void {
    const known = this.#requests.findIndex((asked) => names.some((name) => asked.includes(name)));
    const [asked] = this.#requests.splice(Math.max(0, known), 1);
    if (asked === undefined) return;
    // One of them was not acceptable; each for itself shows which.
    if (asked.length > 1) for (const name of asked) this.#ask([name]);
    if (this.#requests.length === 0) this.#events.settled();
  }

  #withdrawn(names: readonly string[]): void {
    const removed = names.filter((name) => this.#enabled.delete(name));
    for (const name of names) this.#offered.delete(name);
    if (removed.length > 0) this.#events.changed([], removed);
  }
}

function nameOf(text: string): string {
  const at = text.indexOf('=', 1);
  return at === -1 ? text : text.slice(0, at);
}
