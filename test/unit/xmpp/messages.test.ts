import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fallbackFor, withoutFallback } from '../../../src/xmpp/fallback.js';
import { fileElements } from '../../../src/xmpp/files.js';
import * as build from '../../../src/xmpp/messages.js';
import { readMessage } from '../../../src/xmpp/messages.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';

function read(xml: string, lang?: string) {
  const stanza = parseStanza(xml);
  assert.ok(stanza, xml);
  return readMessage(stanza, lang);
}

const REPLY = 'urn:xmpp:reply:0';

test('an empty message says nothing', () => {
  assert.deepEqual(read("<message type='strange'><body/><thread/></message>"), {
    type: 'normal',
    receiptRequested: false,
    fallbacks: [],
    files: [],
    unstyled: false,
    encrypted: false,
  });
});

test('each extension is read as a plain value', () => {
  const content = read(
    "<message type='chat' id='m1' xml:lang='en'><body>hi</body><subject/><thread>t</thread>" +
      "<request xmlns='urn:xmpp:receipts'/><origin-id xmlns='urn:xmpp:sid:0' id='o1'/>" +
      "<delay xmlns='urn:xmpp:delay' stamp='1970-01-01T00:00:01Z'/><replace xmlns='urn:xmpp:message-correct:0' id='r1'/>" +
      "<reply xmlns='urn:xmpp:reply:0' id='q1' to='a@b'/><composing xmlns='http://jabber.org/protocol/chatstates'/>" +
      "<nick xmlns='http://jabber.org/protocol/nick'> Ann </nick><unstyled xmlns='urn:xmpp:styling:0'/>" +
      "<displayed xmlns='urn:xmpp:chat-markers:0' id='d1'/><constructor xmlns='x'/></message>",
  );
  assert.deepEqual(content, {
    type: 'chat',
    id: 'm1',
    body: 'hi',
    lang: 'en',
    subject: '',
    thread: 't',
    receiptRequested: true,
    originId: 'o1',
    delayedSince: 1000,
    replaces: 'r1',
    reply: { id: 'q1', to: 'a@b' },
    chatState: 'composing',
    nick: 'Ann',
    marker: { kind: 'displayed', id: 'd1' },
    unstyled: true,
    encrypted: false,
    fallbacks: [],
    files: [],
  });
});

test('the time after which a message is not wanted any more is the first that a rule names', () => {
  const amp = (...rules: string[]) =>
    `<message><body>x</body><amp xmlns='http://jabber.org/protocol/amp'>${rules.join('')}</amp></message>`;
  const rule = (condition: string, value: string) => `<rule condition='${condition}' action='drop' value='${value}'/>`;
  const late = rule('expire-at', '1970-01-01T00:00:09Z');
  assert.equal(read(amp(late, rule('expire-at', '1970-01-01T00:00:05Z'))).expiresAt, 5000);
  assert.equal(read(amp(rule('deliver', 'stored'), rule('expire-at', 'soon'))).expiresAt, undefined);
});

test('receipts, retractions and reactions name their message', () => {
  assert.equal(read("<message><received xmlns='urn:xmpp:receipts' id='x'/></message>").receiptFor, 'x');
  assert.equal(read("<message><retract xmlns='urn:xmpp:message-retract:1' id='x'/></message>").retracts, 'x');
  const reactions = '<reaction>👍</reaction><reaction> 👍 </reaction><reaction/><reaction>🎉</reaction>';
  assert.deepEqual(
    read(`<message><reactions xmlns='urn:xmpp:reactions:0' id='x'>${reactions}</reactions></message>`).reactions,
    {
      id: 'x',
      emojis: ['👍', '🎉'],
    },
  );
  assert.deepEqual(read("<message><reactions xmlns='urn:xmpp:reactions:0' id='x'/></message>").reactions, {
    id: 'x',
    emojis: [],
  });
});

test('extensions without an id are as if they were not there', () => {
  const content = read(
    "<message><received xmlns='urn:xmpp:receipts'/><replace xmlns='urn:xmpp:message-correct:0' id=''/><reactions xmlns='urn:xmpp:reactions:0'/></message>",
  );
  assert.deepEqual([content.receiptFor, content.replaces, content.reactions], [undefined, undefined, undefined]);
});

test('the best of several languages is chosen', () => {
  const xml = "<message><body xml:lang='de'>Hallo</body><body>Hi</body><body xml:lang='pt-BR'>Oi</body></message>";
  assert.deepEqual([read(xml).body, read(xml).lang], ['Hi', undefined]);
  assert.deepEqual([read(xml, 'de-AT').body, read(xml, 'de-AT').lang], ['Hallo', 'de']);
  assert.equal(read(xml, 'PT-br').body, 'Oi');
  assert.equal(read(xml, 'fr').body, 'Hi');
});

test('a body in another namespace is not the body', () => {
  assert.equal(
    read(
      "<message><html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>x</body></html></message>",
    ).body,
    undefined,
  );
  assert.equal(
    read(
      "<message><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'><body>x</body></message></forwarded></message>",
    ).body,
    undefined,
  );
});

test('encrypted messages are recognised by their element or by the hint', () => {
  for (const inner of [
    "<encrypted xmlns='eu.siacs.conversations.axolotl'/>",
    "<encrypted xmlns='urn:xmpp:omemo:2'/>",
    "<encryption xmlns='urn:xmpp:eme:0' namespace='x'/>",
    "<x xmlns='jabber:x:encrypted'/>",
  ]) {
    assert.equal(read(`<message><body>I sent you an OMEMO message</body>${inner}</message>`).encrypted, true);
  }
});

test('fallback text is taken out by code points, only for what is understood', () => {
  const xml =
    "<message><body>&gt; 😀 quoted\nanswer</body><reply xmlns='urn:xmpp:reply:0' id='q'/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='11'/></fallback></message>";
  const { body = '', fallbacks } = read(xml);
  assert.equal(withoutFallback(body, fallbacks, new Set([REPLY])), 'answer');
  assert.equal(withoutFallback(body, fallbacks, new Set()), body);
});

test('fallback marks that make no sense take out no more than there is', () => {
  const take = (start: number, end: number) =>
    withoutFallback('abc', [{ for: REPLY, range: { start, end } }], new Set([REPLY]));
  assert.deepEqual([take(0, 99), take(2, 1), take(5, 9), take(1, 2)], ['', 'abc', 'abc', 'ac']);
  const whole = read("<message><body>x</body><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'/></message>");
  assert.equal(withoutFallback('x', whole.fallbacks, new Set([REPLY])), '');
  const subject = read(
    "<message><body>x</body><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><subject/></fallback></message>",
  );
  assert.equal(withoutFallback('x', subject.fallbacks, new Set([REPLY])), 'x');
});

test('files are found by both of their forms, each once', () => {
  const file = {
    url: 'https://m.test/x.jpg',
    name: 'x.jpg',
    mediaType: 'image/jpeg',
    size: 3,
    disposition: 'attachment',
    hashes: { 'sha-256': '2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU=' },
  } as const;
  const stanza = build.chatMessage({ from: 'a@b', to: 'c@d', id: '1' }, file.url, ...fileElements(file));
  assert.deepEqual(read(serialise(stanza)).files, [file]);
  assert.deepEqual(
    read("<message><x xmlns='jabber:x:oob'><url> https://m.test/y </url><desc>Y</desc></x></message>").files,
    [{ url: 'https://m.test/y', description: 'Y' }],
  );
});

test('what is built is read as what was meant', () => {
  const stanza = build.chatMessage(
    { from: 'a@b', to: 'c@d', id: '1', lang: 'en' },
    '> q\nanswer',
    build.receiptRequest(),
    build.originId('o'),
    build.delay(1000, 'b'),
    build.replyTo('q', 'c@d'),
    fallbackFor(REPLY, 0, 4),
    build.replaceOf('r'),
    build.retractOf('s'),
    build.reactionsTo('t', ['👍']),
    build.chatState('active'),
    build.nick('Ann'),
    build.unstyled(),
    build.receipt('u'),
    build.storeHint(),
  );
  assert.deepEqual(read(serialise(stanza)), {
    type: 'chat',
    id: '1',
    body: '> q\nanswer',
    lang: 'en',
    receiptRequested: true,
    receiptFor: 'u',
    originId: 'o',
    delayedSince: 1000,
    replaces: 'r',
    retracts: 's',
    reactions: { id: 't', emojis: ['👍'] },
    reply: { id: 'q', to: 'c@d' },
    fallbacks: [{ for: REPLY, range: { start: 0, end: 4 } }],
    files: [],
    chatState: 'active',
    nick: 'Ann',
    hints: ['store'],
    unstyled: true,
    encrypted: false,
  });
});
