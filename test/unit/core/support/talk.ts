import assert from 'node:assert/strict';
import { Dialogue } from '../../../../src/core/chat/dialogue.js';
import type { Command } from '../../../../src/core/commands/command.js';
import { CommandTree } from '../../../../src/core/commands/tree.js';
import { AdHoc } from '../../../../src/core/iq/ad-hoc.js';
import { IqDesk } from '../../../../src/core/iq/desk.js';
import { Online } from '../../../../src/core/online.js';
import type { Site } from '../../../../src/core/site.js';
import type { Element } from '../../../../src/xmpp/element.js';
import { parseJid } from '../../../../src/xmpp/jid.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { serialise } from '../../../../src/xmpp/serialise.js';

const CMD = 'http://jabber.org/protocol/commands';

/** Values of a form by field. */
export type Filled = Readonly<Record<string, string | readonly string[]>>;

/** A site as one process serves it: what is sent to the gateway, and what it sends. */
export class Talk {
  readonly sent: Element[] = [];
  readonly #site: Site;
  readonly #desk: IqDesk;
  readonly #dialogue: Dialogue;
  readonly #own: AdHoc;
  #ids = 0;

  /** `own`: commands of the test's; they are asked for with `ownCommand`. */
  constructor(site: Site, own: readonly Command[] = []) {
    this.#site = site;
    const send = (stanza: Element) => {
      this.sent.push(stanza);
    };
    const online = new Online(site);
    const tree = new CommandTree(site, online);
    this.#desk = new IqDesk(site, { send, tree });
    this.#dialogue = new Dialogue(site, tree, send);
    this.#own = new AdHoc(site, new CommandTree(site, online, own));
  }

  /** Writes to the gateway and returns the texts that it says to that; `attributes` replace or join the usual ones. */
  async say(from: string, text: string, attributes = '', inner = ''): Promise<readonly string[]> {
    const before = this.sent.length;
    await this.deliver(`from="${from}" to="${this.#site.gateway.domain}" type="chat" ${attributes}`, text, inner);
    return this.sent.slice(before).flatMap((stanza) => stanza.getChildText('body') ?? []);
  }

  /** Delivers a message, whatever it is; returns all that is sent to it. */
  async deliver(attributes: string, text: string, inner = ''): Promise<readonly Element[]> {
    const stanza = read(`<message ${attributes}><body>${xmlText(text)}</body>${inner}</message>`);
    const before = this.sent.length;
    if (this.#dialogue.takes(stanza)) await this.#dialogue.handle(stanza);
    return this.sent.slice(before);
  }

  /** Sends a request to the gateway, or to the `to` of the attributes, and returns its answer; the rest stays in `sent`. */
  async ask(from: string, type: 'get' | 'set', payload: string, attributes = ''): Promise<Element> {
    const iq = this.#iq(from, type, payload, attributes);
    const before = this.sent.length;
    await this.#desk.handle(iq, Promise.resolve());
    return this.#answerTo(iq, this.sent.slice(before));
  }

  /** Sends a command to the gateway and returns the whole answer. */
  command(from: string, attributes: string, filled?: Filled, own = false): Promise<Element> {
    const payload = `<command xmlns="${CMD}" ${attributes}>${filled === undefined ? '' : submitted(filled)}</command>`;
    return own ? this.#ownCommand(from, payload) : this.ask(from, 'set', payload);
  }

  async #ownCommand(from: string, payload: string): Promise<Element> {
    const iq = this.#iq(from, 'set', payload, '');
    const [jid, to] = [parseJid(from), parseJid(this.#site.gateway.domain)];
    const [child] = iq.elements();
    assert.ok(jid && to && child);
    const handle = this.#own.handlers[`set ${CMD}`];
    const lang = iq.attrs['xml:lang'];
    const before = Promise.resolve();
    const whom = { from: jid, to, kind: 'gateway', contact: '' } as const;
    const answer = await handle?.({ iq, payload: child, type: 'set', ...whom, lang, before });
    return this.#answerTo(iq, answer ?? []);
  }

  #iq(from: string, type: 'get' | 'set', payload: string, attributes: string): Element {
    this.#ids += 1;
    const to = attributes.includes('to="') ? '' : `to="${this.#site.gateway.domain}"`;
    return read(`<iq from="${from}" ${to} type="${type}" id="q${this.#ids}" ${attributes}>${payload}</iq>`);
  }

  #answerTo(iq: Element, sent: readonly Element[]): Element {
    const answers = sent.filter(({ name, attrs }) => name === 'iq' && attrs.id === iq.attrs.id);
    const [answer] = answers;
    assert.ok(answer !== undefined && answers.length === 1, 'a request is answered once');
    return answer;
  }

  /** All that the gateway has sent, as text. */
  get heard(): string {
    return this.sent.map(serialise).join('\n');
  }
}

/** The `<command/>` of an answer. */
export function commandIn(answer: Element): Element {
  const command = answer.getChild('command', CMD);
  assert.ok(command !== undefined, serialise(answer));
  return command;
}

/** The conditions of an error, general and of the commands, and its sentence. */
export function errorIn(answer: Element): { type?: string | undefined; names: string[]; text: string } {
  assert.equal(answer.attrs.type, 'error', serialise(answer));
  const error = answer.getChild('error');
  const children = error?.elements() ?? [];
  return {
    type: error?.attrs.type,
    names: children.filter(({ name }) => name !== 'text').map(({ name }) => name),
    text: children.find(({ name }) => name === 'text')?.getText() ?? '',
  };
}

export function submitted(filled: Filled): string {
  const fields = Object.entries(filled).map(([name, value]) => {
    const values = (typeof value === 'string' ? [value] : value).map((one) => `<value>${xmlText(one)}</value>`);
    return `<field var="${name}">${values.join('')}</field>`;
  });
  return `<x xmlns="jabber:x:data" type="submit">${fields.join('')}</x>`;
}

function read(xml: string): Element {
  const stanza = parseStanza(xml.replace(/^<(\w+)/, '<$1 xmlns="jabber:client"'));
  assert.ok(stanza !== undefined, xml);
  return stanza;
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
