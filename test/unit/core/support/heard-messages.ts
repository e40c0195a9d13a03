import assert from 'node:assert/strict';
import type { Element } from '../../../../src/xmpp/element.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { DOMAIN, type RunningHost, USER } from './running-host.js';

export const ROMEO = `romeo@${DOMAIN}`;

/** Messages of contacts, and errors, that the gateway wrote so far, in order; its welcome apart. */
export function messages(running: RunningHost): readonly Element[] {
  return (running.heard.match(/<message [\s\S]*?<\/message>/g) ?? []).flatMap((xml) => {
    const stanza = parseStanza(xml.replace('<message ', '<message xmlns="jabber:client" '));
    assert.ok(stanza !== undefined, xml);
    return xml.includes('You are registered') ? [] : [stanza];
  });
}

/** Resolves with the first message for which `fits` holds. */
export async function hears(running: RunningHost, fits: (message: Element) => boolean, what: string): Promise<Element> {
  await running.hears(() => messages(running).some(fits), what);
  const found = messages(running).find(fits);
  assert.ok(found !== undefined);
  return found;
}

export const bodyOf = (message: Element): string | undefined => message.getChildText('body');
export const from = (message: Element): string => message.attrs.from ?? '';
export const isError = (message: Element): boolean => message.attrs.type === 'error';

export function send(running: RunningHost, id: string, inner: string, to = ROMEO, more = 'type="chat"'): void {
  running.send(`<message from="${USER}/a" to="${to}" id="${id}" ${more}>${inner}</message>`);
}

/** Everything sent before is decided on when its answer is there. */
export async function settled(running: RunningHost, id: string): Promise<void> {
  running.send(`<iq from="${USER}/a" to="${DOMAIN}" type="get" id="${id}"><ping xmlns="urn:xmpp:ping"/></iq>`);
  await running.hears((heard) => heard.includes(`id="${id}"`), 'the answer to a ping');
}
