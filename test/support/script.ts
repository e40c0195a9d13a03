import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Element, parse } from 'ltx';
import { PATIENCE_MS } from '../../sandbox/patience.js';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { attribute, connectUser, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { repositoryRoot } from './repository.js';
import { parseScript, type ScriptLine } from './script-parser.js';
import { fill, type Match, matchStanza, type Variables } from './stanza-match.js';

/**
 * Plays a stanza script with real clients against a real server. A script is text that needs no programmer:
 *
 *     # A text reaches the phone
 *     Romeo connects
 *     Romeo sends:
 *       <message to="{phone}" id="m1"><body>Hello</body></message>
 *     Phone +12025550123 receives "Hello"
 *     Romeo receives:
 *       <message from="{phone}"><received id="m1"/></message>
 *     Romeo pings {gateway} and has received nothing else
 *     Romeo disconnects
 *
 * `Romeo next receives:` is about order: the oldest stanza from that room or contact which no line has taken yet has to fit.
 *
 * `Phone connects with the account of Romeo` is a second client of his. `Romeo enters {room}/romeo` joins a room and reads up
 * to its subject.
 *
 * How stanzas are compared is said at matchStanza. `{romeo}` and `{romeo.full}` are the JIDs of whoever has connected. Lines
 * with other words than these are the steps that the caller adds.
 */
export interface ScriptOptions {
  /** A file below test/e2e/scripts, or a whole path. */
  readonly file: string;
  /** Gives `Romeo` (his name in small letters) an account, once a script. */
  readonly account: (name: string) => Promise<XmppAccount>;
  /** What the `{names}` of the script stand for. */
  readonly variables?: Variables;
  readonly steps?: readonly ScriptStep[];
  /** How long a stanza may take. Default 5000. */
  readonly timeoutMs?: number;
}

/** A line of its own kind: what it looks like and what it does. Throws when what it says is not so. */
export interface ScriptStep {
  readonly pattern: RegExp;
  /** Gets the groups of the pattern and the indented text, names filled in. May return new values for names. */
  readonly run: (groups: readonly string[], body: string) => Promise<Variables | undefined>;
}

/** Plays the script to its end; rejects at the first line that is not so, with its number and what differs. */
export async function playScript(options: ScriptOptions): Promise<void> {
  const path = options.file.includes('/') ? options.file : join(repositoryRoot(), 'test/e2e/scripts', options.file);
  const name = relative(process.cwd(), path);
  const lines = parseScript(await readFile(path, 'utf8'), name);
  const play = new Play(options);
  try {
    for (const line of lines) {
      try {
        await play.perform(line);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`${name}:${line.number}: ${line.text}\n${reason}`, { cause });
      }
    }
  } finally {
    await play.end();
  }
}

class Play {
  readonly #options: ScriptOptions;
  readonly #timeoutMs: number;
  readonly #steps: readonly ScriptStep[];
  readonly #accounts = new Map<string, XmppAccount>();
  readonly #users = new Map<string, XmppUser>();
  #variables: Variables;

  constructor(options: ScriptOptions) {
    this.#options = options;
    this.#variables = options.variables ?? {};
    this.#timeoutMs = options.timeoutMs ?? PATIENCE_MS;
    this.#steps = [
      ...(options.steps ?? []),
      { pattern: /^(\w+) connects(?: as (\S+))?$/, run: async ([who, resource]) => await this.#connect(who, resource) },
      {
        pattern: /^(\w+) connects with the account of (\w+)$/,
        run: async ([who, owner]) => await this.#connect(who, undefined, owner),
      },
      { pattern: /^(\w+) enters (\S+)$/, run: async ([who, occupant]) => await this.#enter(who, occupant) },
      { pattern: /^(\w+) sends:$/, run: async ([who], body) => await this.#send(who, body) },
      { pattern: /^(\w+) receives:$/, run: async ([who], body) => await this.#receive(who, body) },
      { pattern: /^(\w+) next receives:$/, run: async ([who], body) => await this.#receiveNext(who, body) },
      {
        pattern: /^(\w+) pings (\S+) and has received nothing else$/,
        run: async ([who, to]) => await this.#quiet(who, to),
      },
      { pattern: /^(\w+) disconnects$/, run: async ([who]) => await this.#disconnect(who) },
      { pattern: /^(\w+) loses the connection$/, run: async ([who]) => await this.#lose(who) },
    ];
  }

  async perform(line: ScriptLine): Promise<void> {
    const text = fill(line.text, this.#variables);
    for (const { pattern, run } of this.#steps) {
      const match = pattern.exec(text);
      if (match === null) continue;
      // A stanza to be received keeps its names: those without a value take what they find.
      const body = text.endsWith('receives:') ? line.body : fill(line.body, this.#variables);
      const found = await run(match.slice(1), body);
      this.#variables = { ...this.#variables, ...found };
      return;
    }
    throw new Error('no step reads like this line');
  }

  async end(): Promise<void> {
    await Promise.all([...this.#users.values()].map(async (user) => await user.close()));
  }

  async #connect(who: string | undefined, resource: string | undefined, owner = who): Promise<Variables> {
    const name = known(who).toLowerCase();
    const holder = known(owner).toLowerCase();
    const account = this.#accounts.get(holder) ?? (await this.#options.account(holder));
    this.#accounts.set(holder, account);
    const user = await connectUser(account, resource === undefined ? {} : { resource });
    this.#users.set(name, user);
    return { [name]: user.bare, [`${name}.full`]: user.jid };
  }

  async #send(who: string | undefined, body: string): Promise<undefined> {
    await this.#user(who).send(readXml(body));
  }

  /** Joins a room (XEP-0045, 7.2) and takes all that belongs to it out of the inbox: occupants, history, subject. */
  async #enter(who: string | undefined, occupant: string | undefined): Promise<undefined> {
    const user = this.#user(who);
    const to = known(occupant);
    const [room = ''] = to.split('/', 1);
    await user.send(`<presence to="${to}"><x xmlns="http://jabber.org/protocol/muc"/></presence>`);
    const itself = (stanza: Element) => hasStatus(stanza, '110') || attribute(stanza, 'type') === 'error';
    for (;;) {
      const stanza = await user.waitFor((each) => isFrom(each, room), `a stanza of ${room}`, this.#timeoutMs);
      if (stanza.name !== 'presence' || !itself(stanza)) continue;
      if (attribute(stanza, 'type') === 'error') throw new Error(`It may not enter: ${stanza.toString()}`);
      break;
    }
    const isSubject = (stanza: Element) => isFrom(stanza, room) && stanza.getChild('subject') !== undefined;
    while (!isSubject(await user.waitFor((each) => isFrom(each, room), 'the subject', this.#timeoutMs)));
  }

  async #receive(who: string | undefined, body: string): Promise<Variables> {
    const user = this.#user(who);
    const expected = readXml(body);
    let variables: Variables = this.#variables;
    const fits = (stanza: Element) => {
      const match = matchStanza(expected, stanza, this.#variables);
      if (match.fits) variables = match.variables;
      return match.fits;
    };
    try {
      await user.waitFor(fits, 'it', this.#timeoutMs);
    } catch {
      throw new Error(this.#nearest(expected, user.inbox));
    }
    return variables;
  }

  async #receiveNext(who: string | undefined, body: string): Promise<Variables> {
    const user = this.#user(who);
    const expected = readXml(body);
    const [sender = ''] = fill(attribute(expected, 'from') ?? '', this.#variables).split('/', 1);
    const stanza = await user.waitFor((each) => isFrom(each, sender), `a stanza of ${sender}`, this.#timeoutMs);
    const match = matchStanza(expected, stanza, this.#variables);
    if (!match.fits) throw new Error(this.#nearest(expected, [stanza]));
    return match.variables;
  }

  /** A ping's answer comes after everything that was sent to the user before it, so there is no need to wait and see. */
  async #quiet(who: string | undefined, to: string | undefined): Promise<undefined> {
    const user = this.#user(who);
    await user.request(`<iq type="get" to="${known(to)}"><ping xmlns="urn:xmpp:ping"/></iq>`, this.#timeoutMs);
    if (user.inbox.length > 0)
      throw new Error(`It has received besides:\n${indent(user.inbox.map(String).join('\n'))}`);
  }

  async #disconnect(who: string | undefined): Promise<undefined> {
    await this.#user(who).close();
    this.#users.delete(known(who).toLowerCase());
  }

  async #lose(who: string | undefined): Promise<undefined> {
    this.#user(who).drop();
    this.#users.delete(known(who).toLowerCase());
  }

  #user(who: string | undefined): XmppUser {
    const user = this.#users.get(known(who).toLowerCase());
    if (user === undefined) throw new Error(`${who} is not connected`);
    return user;
  }

  /** Of the stanzas received, the one that differs least, and where. */
  #nearest(expected: Element, inbox: readonly Element[]): string {
    const filled = indent(fill(expected.toString(), this.#variables));
    const head = `Not received within ${this.#timeoutMs} ms:\n${filled}\n`;
    const compared = inbox
      .map((stanza) => ({ stanza, differences: differencesOf(matchStanza(expected, stanza, this.#variables)) }))
      .sort((a, b) => distance(expected, a) - distance(expected, b));
    const nearest = compared[0];
    if (nearest === undefined) return `${head}Nothing else has been received.`;
    return `${head}Of ${inbox.length} received, this is nearest:\n${indent(nearest.stanza.toString())}\nIt differs:\n${indent(nearest.differences.join('\n'))}`;
  }
}

interface Compared {
  readonly stanza: Element;
  readonly differences: readonly string[];
}

/** Another kind of stanza, or one of another type, is far away however little else differs. */
function distance(expected: Element, { stanza, differences }: Compared): number {
  const otherKind = stanza.name === expected.name ? 0 : 100;
  const otherType = attribute(stanza, 'type') === attribute(expected, 'type') ? 0 : 10;
  return otherKind + otherType + differences.length;
}

function differencesOf(match: Match): readonly string[] {
  return match.fits ? [] : match.differences;
}

function hasStatus(presence: Element, code: string): boolean {
  const statuses = presence.getChild('x', 'http://jabber.org/protocol/muc#user')?.getChildren('status') ?? [];
  return statuses.some((status) => attribute(status, 'code') === code);
}

function readXml(body: string): Element {
  // Indentation around elements means nothing in a script.
  return parse(body.replaceAll(/>\s+</g, '><').trim());
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

function known(text: string | undefined): string {
  if (text === undefined) throw new Error('the line names nobody');
  return text;
}
