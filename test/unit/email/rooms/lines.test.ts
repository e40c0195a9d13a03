import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailLines } from '../../../../gateways/email/rooms/mail-lines.js';
import { reflection } from '../../../../gateways/email/rooms/said.js';
import type { Incoming, MessageEvent } from '../../../../gateways/gateway.js';
import type { Element } from '../../../../src/xmpp/element.js';
import type { Occupant } from '../../../../src/xmpp/muc/occupants.js';
import { NS } from '../../../../src/xmpp/namespaces.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';

const ROOM = 'x.group@email.example.org';
const AUTHOR: Occupant = { address: `${ROOM}/Alice`, affiliation: 'member', role: 'participant', occupantId: 'o1' };
const KNOWN = { id: 'known-id', author: `${ROOM}/romeo` };

function lines(incoming: Partial<Incoming>, answered?: typeof KNOWN) {
  let ids = 0;
  return mailLines({
    incoming: { contact: 'x.group', id: 'm@example.com', ...incoming },
    author: AUTHOR,
    nick: 'Alice',
    room: ROOM,
    ...(answered === undefined ? {} : { answered }),
    newId: () => {
      ids += 1;
      return `id${ids}`;
    },
    now: 5,
    words: (key, params) => [key, ...Object.values(params ?? {})].join(' '),
  });
}

function parsed(xml: string | undefined): Element {
  return parseStanza(xml ?? '') ?? assert.fail('no stanza');
}

function only(incoming: Partial<Incoming>, answered?: typeof KNOWN): Element {
  const [line, ...others] = lines(incoming, answered);
  assert.equal(others.length, 0);
  return parsed(line?.xml);
}

/** A child by its name, whatever its namespace is. */
function part(stanza: Element, name: string): Element | undefined {
  return stanza.elements().find((one) => one.name === name);
}

describe('a mail as lines of a room', () => {
  it('is said by its author, with a stable id and the time at which it was sent', () => {
    const [line] = lines({ body: 'Who comes?', thread: 't', sentAt: 0 });
    const { xml, ...rest } = line ?? assert.fail();
    assert.deepEqual(rest, { id: 'id1', at: 5, from: 'Alice', networkId: 'm@example.com' });
    const stanza = parsed(xml);
    assert.deepEqual(stanza.attrs, { type: 'groupchat', from: `${ROOM}/Alice`, id: 'id1' });
    assert.equal(stanza.getChildText('body'), 'Who comes?');
    assert.equal(stanza.getChildText('thread'), 't');
    assert.deepEqual(part(stanza, 'stanza-id')?.attrs, { xmlns: NS.stanzaIds, id: 'id1', by: ROOM });
    assert.equal(part(stanza, 'occupant-id')?.attrs.id, 'o1');
    assert.equal(part(stanza, 'delay')?.attrs.stamp, '1970-01-01T00:00:00Z');
    assert.notEqual(part(stanza, 'unstyled'), undefined);
  });

  it('has a line for each file; the first line is the mail', () => {
    const files = [{ url: 'https://x.example/a.png' }, { url: 'https://x.example/b.png' }];
    assert.deepEqual(
      lines({ body: 'Look', files }).map(({ id, networkId, xml }) => [id, networkId, parsed(xml).getChildText('body')]),
      [
        ['id1', 'm@example.com', 'Look'],
        ['id2', undefined, 'https://x.example/a.png'],
        ['id3', undefined, 'https://x.example/b.png'],
      ],
    );
    assert.deepEqual(
      lines({ files: files.slice(1) }).map(({ networkId }) => networkId),
      ['m@example.com'],
    );
  });

  it('answers a message of the room, and repeats it for clients that do not show it', () => {
    const stanza = only({ body: 'I do', reply: { to: 'p@example.com', quote: 'Who\ncomes?' } }, KNOWN);
    assert.equal(stanza.getChildText('body'), '> Who\n> comes?\nI do');
    assert.deepEqual(part(stanza, 'reply')?.attrs, { xmlns: NS.reply, id: 'known-id', to: `${ROOM}/romeo` });
    assert.deepEqual(part(part(stanza, 'fallback') ?? stanza, 'body')?.attrs, { start: '0', end: '15' });
  });

  it('changes, takes back and reacts, in words where the room does not know to what', () => {
    assert.equal(part(only({ body: 'x', replaces: 'p' }, KNOWN), 'replace')?.attrs.id, 'known-id');
    assert.equal(only({ body: 'x', replaces: 'p' }).getChildText('body'), 'incoming.correction x');
    assert.equal(part(only({ retracts: 'p' }, KNOWN), 'retract')?.attrs.id, 'known-id');
    assert.equal(only({ retracts: 'p' }).getChildText('body'), 'incoming.retraction');
    const reactions = { to: 'p', emojis: ['👍'] };
    assert.equal(part(only({ reactions }, KNOWN), 'reactions')?.elements()[0]?.getText(), '👍');
    assert.equal(only({ reactions }, KNOWN).getChild('body'), undefined);
    assert.equal(only({ reactions }).getChildText('body'), 'incoming.reaction 👍');
  });

  it('is nothing where nothing is said', () => {
    assert.deepEqual(lines({ body: ' ' }), []);
  });
});

describe('what a client has said, as all clients get it', () => {
  function reflected(more: Partial<MessageEvent>): Element {
    const event = { type: 'message', from: 'r@x/y', to: ROOM, contact: 'x.group', body: '', receipt: false } as const;
    return parsed(reflection({ event: { ...event, ...more }, self: AUTHOR, room: ROOM, id: 'id1' }));
  }

  it('has the ids of its sender and of the room', () => {
    const stanza = reflected({ body: 'Hello', stanzaId: 's1', originId: 'o', unstyled: true, lang: 'en' });
    assert.deepEqual(stanza.attrs, { type: 'groupchat', from: `${ROOM}/Alice`, id: 's1', 'xml:lang': 'en' });
    assert.equal(part(stanza, 'stanza-id')?.attrs.id, 'id1');
    assert.equal(part(stanza, 'origin-id')?.attrs.id, 'o');
    assert.notEqual(part(stanza, 'unstyled'), undefined);
  });

  it('has what it says of other messages', () => {
    const reply = reflected({ body: 'I do', reply: { id: 'q', to: `${ROOM}/Bob`, quote: 'Who?' } });
    assert.equal(reply.getChildText('body'), '> Who?\nI do');
    assert.deepEqual(part(reply, 'reply')?.attrs, { xmlns: NS.reply, id: 'q', to: `${ROOM}/Bob` });
    assert.equal(part(reflected({ body: 'x', replaces: { id: 's0' } }), 'replace')?.attrs.id, 's0');
    assert.equal(part(reflected({ body: 'x', retracts: { id: 'q' } }), 'retract')?.attrs.id, 'q');
    const reactions = { id: 'q', emojis: ['👍'], added: ['👍'], removed: [] };
    const stanza = reflected({ body: 'words', reactions });
    assert.equal(stanza.getChild('body'), undefined);
    assert.equal(part(stanza, 'reactions')?.attrs.id, 'q');
  });

  it('shows files by their addresses', () => {
    const stanza = reflected({ files: [{ url: 'https://x.example/a.png' }] });
    assert.equal(stanza.getChildText('body'), 'https://x.example/a.png');
    assert.equal(stanza.getChild('x', NS.oob)?.getChildText('url'), 'https://x.example/a.png');
  });
});
