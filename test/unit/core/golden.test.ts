import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { echoModule } from '../../../gateways/example/module.js';
import type { Feature, Gateway } from '../../../gateways/gateway.js';
import { systemClock } from '../../../src/clock.js';
import { type Arrival, readArrival } from '../../../src/core/arrival.js';
import type { Site } from '../../../src/core/site.js';
import { silentLog } from '../../../src/log.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { DOMAIN, siteWithout } from './support/site.js';

const without = siteOf('none');
const withAll = siteOf('all');

function siteOf(features: 'none' | 'all'): Site {
  const gateway: Gateway = echoModule.create(echoModule.config.parse({ domain: DOMAIN, features }), {
    clock: systemClock,
    log: silentLog,
  });
  return siteWithout({ gateway });
}

function read(site: Site, inner: string, attributes = 'type="chat"'): Arrival | undefined {
  const stanza = parseStanza(
    `<message xmlns="jabber:client" from="juliet@example.org/b" to="romeo@${DOMAIN}" id="m9" ${attributes}>${inner}</message>`,
  );
  assert.ok(stanza !== undefined, inner);
  return readArrival(stanza, site);
}

/** What the network gets: the event's part, `refused: <sentence>`, a signal, or nothing. */
function got(site: Site, inner: string, attributes?: string): unknown {
  const wish = read(site, inner, attributes)?.wish;
  if (wish === undefined) return 'nothing';
  if ('refuse' in wish) return `refused: ${wish.refuse.text.key}`;
  return 'signal' in wish ? wish.signal : wish.carry;
}

const URL = 'https://up.example.org/a.jpg';
const OOB = `<x xmlns="jabber:x:oob"><url>${URL}</url></x>`;
const SFS =
  '<file-sharing xmlns="urn:xmpp:sfs:0" disposition="attachment"><file xmlns="urn:xmpp:file:metadata:0">' +
  '<name>a.jpg</name><media-type>image/jpeg</media-type><size>3</size>' +
  '<hash xmlns="urn:xmpp:hashes:2" algo="sha-256">AAAA</hash></file>' +
  `<sources><url-data xmlns="http://jabber.org/protocol/url-data" target="${URL}"/></sources></file-sharing>`;
const SIMS =
  '<reference xmlns="urn:xmpp:reference:0" type="data"><media-sharing xmlns="urn:xmpp:sims:1">' +
  '<file xmlns="urn:xmpp:jingle:apps:file-transfer:5"><name>a.jpg</name></file>' +
  `<sources><reference xmlns="urn:xmpp:reference:0" type="data" uri="${URL}"/></sources></media-sharing></reference>`;
const fallback = (ns: string, range = '') =>
  `<fallback xmlns="urn:xmpp:fallback:0" for="${ns}">${range === '' ? '' : `<body ${range}/>`}</fallback>`;
const OUTER = '<message xmlns="jabber:client" from="romeo@example.org" type="chat"><body>Forged</body></message>';
const FORWARDED = `<forwarded xmlns="urn:xmpp:forward:0">${OUTER}</forwarded>`;

interface Row {
  readonly what: string;
  readonly stanza: string;
  readonly attributes?: string;
  /** The network that carries nothing but text. */
  readonly words: unknown;
  /** The network that carries everything; the same where it is left out. */
  readonly native?: unknown;
}

const WITHDRAWN = '(I withdrew an earlier message.)';

const TABLE: readonly Row[] = [
  { what: 'a text', stanza: '<body>Hello</body>', words: { body: 'Hello' } },
  { what: 'a text of type normal', attributes: '', stanza: '<body>Hello</body>', words: { body: 'Hello' } },
  { what: 'a headline', attributes: 'type="headline"', stanza: '<body>News</body>', words: { body: 'News' } },
  { what: 'a type that nobody knows', attributes: 'type="x"', stanza: '<body>Hello</body>', words: { body: 'Hello' } },
  {
    what: 'a text to a room',
    attributes: 'type="groupchat"',
    stanza: '<body>Hello</body>',
    words: 'refused: message.groupchat',
  },
  {
    what: 'typing in a room',
    attributes: 'type="groupchat"',
    stanza: '<composing xmlns="http://jabber.org/protocol/chatstates"/>',
    words: 'nothing',
  },
  { what: 'an empty body', stanza: '<body/>', words: 'nothing' },
  {
    what: 'a language',
    attributes: 'type="chat" xml:lang="de"',
    stanza: '<body>Hallo</body>',
    words: { lang: 'de', body: 'Hallo' },
  },
  {
    what: 'two languages',
    attributes: 'type="chat" xml:lang="it"',
    stanza: '<body xml:lang="en">Hello</body><body xml:lang="it">Ciao</body>',
    words: { lang: 'it', body: 'Ciao' },
    native: {
      lang: 'it',
      body: 'Ciao',
      bodies: [
        { lang: 'en', text: 'Hello' },
        { lang: 'it', text: 'Ciao' },
      ],
    },
  },
  {
    what: 'an id of the client',
    stanza: '<body>Hello</body><origin-id xmlns="urn:xmpp:sid:0" id="o1"/>',
    words: { originId: 'o1', body: 'Hello' },
  },
  {
    what: 'an id of its own twice, and one that somebody else claims to have given',
    stanza:
      '<body>Hello</body><origin-id xmlns="urn:xmpp:sid:0" id="m9"/>' +
      `<stanza-id xmlns="urn:xmpp:sid:0" by="${DOMAIN}" id="forged"/>`,
    words: { body: 'Hello' },
  },
  {
    what: 'a text that was kept on the way',
    stanza:
      '<body>Hello</body><delay xmlns="urn:xmpp:delay" stamp="2020-01-01T00:00:01Z"/>' +
      '<delay xmlns="urn:xmpp:delay" stamp="2020-01-01T00:00:00Z"/>',
    words: { sentAt: Date.UTC(2020, 0, 1), body: 'Hello' },
  },
  {
    what: 'a text of the future',
    stanza: '<body>Hello</body><delay xmlns="urn:xmpp:delay" stamp="2999-01-01T00:00:00Z"/>',
    words: { body: 'Hello' },
  },
  {
    what: 'hints',
    stanza: '<body>Hello</body><no-store xmlns="urn:xmpp:hints"/><no-copy xmlns="urn:xmpp:hints"/>',
    words: { hints: ['no-store', 'no-copy'], body: 'Hello' },
  },
  {
    what: 'a name',
    stanza: '<body>Hello</body><nick xmlns="http://jabber.org/protocol/nick">Julie</nick>',
    words: { nick: 'Julie', body: 'Hello' },
  },
  { what: 'a hint alone', stanza: '<store xmlns="urn:xmpp:hints"/>', words: 'nothing' },
  {
    what: 'a text that asks for a marker and ends the typing',
    stanza:
      '<body>Hello</body><markable xmlns="urn:xmpp:chat-markers:0"/>' +
      '<active xmlns="http://jabber.org/protocol/chatstates"/>',
    words: { body: 'Hello' },
    native: { markable: true, body: 'Hello' },
  },
  {
    what: 'a marker',
    stanza: '<displayed xmlns="urn:xmpp:chat-markers:0" id="x1"/>',
    words: 'nothing',
    native: { type: 'marker', state: 'displayed', about: { id: 'x1' } },
  },
  {
    what: 'a marker with words for those who know none',
    stanza: `<body>I have read it</body><displayed xmlns="urn:xmpp:chat-markers:0" id="x1"/>${fallback('urn:xmpp:chat-markers:0')}`,
    words: 'nothing',
    native: { type: 'marker', state: 'displayed', about: { id: 'x1' } },
  },
  {
    what: 'a receipt',
    stanza: '<received xmlns="urn:xmpp:receipts" id="x1"/>',
    words: 'nothing',
    native: { type: 'marker', state: 'delivered', about: { id: 'x1' } },
  },
  {
    what: 'typing',
    stanza: '<composing xmlns="http://jabber.org/protocol/chatstates"/>',
    words: 'nothing',
    native: { type: 'chat-state', state: 'composing' },
  },
  { what: 'gone', stanza: '<gone xmlns="http://jabber.org/protocol/chatstates"/>', words: 'nothing' },
  {
    what: 'a correction',
    stanza: '<body>eight</body><replace xmlns="urn:xmpp:message-correct:0" id="m1"/>',
    words: { body: 'Correction: eight' },
    native: { replaces: { id: 'm1' }, body: 'eight' },
  },
  {
    what: 'a correction to nothing',
    stanza: '<body/><replace xmlns="urn:xmpp:message-correct:0" id="m1"/>',
    words: { body: WITHDRAWN },
    native: { retracts: { id: 'm1' }, body: WITHDRAWN },
  },
  {
    what: 'a retraction',
    stanza: `<body>unsupported</body><retract xmlns="urn:xmpp:message-retract:1" id="m1"/>${fallback('urn:xmpp:message-retract:1')}`,
    words: { body: WITHDRAWN },
    native: { retracts: { id: 'm1' }, body: WITHDRAWN },
  },
  {
    what: 'a retraction in its older form',
    stanza:
      '<body>unsupported</body><apply-to xmlns="urn:xmpp:fasten:0" id="m1"><retract xmlns="urn:xmpp:message-retract:0"/></apply-to>' +
      '<fallback xmlns="urn:xmpp:fallback:0"/>',
    words: { body: WITHDRAWN },
    native: { retracts: { id: 'm1' }, body: WITHDRAWN },
  },
  {
    what: 'a retraction by a moderator',
    stanza:
      '<retract xmlns="urn:xmpp:message-retract:1" id="m1"><moderated xmlns="urn:xmpp:message-moderate:1" by="r@c/x"/></retract>',
    words: 'nothing',
  },
  {
    what: 'reactions',
    stanza:
      '<reactions xmlns="urn:xmpp:reactions:0" id="x1"><reaction>👍</reaction><reaction>👍</reaction><reaction>🌹</reaction></reactions>',
    words: { body: '(I reacted with 👍 🌹.)' },
    native: {
      reactions: { id: 'x1', emojis: ['👍', '🌹'], added: ['👍', '🌹'], removed: [] },
      body: '(I reacted with 👍 🌹.)',
    },
  },
  {
    what: 'no reactions any more',
    stanza: '<reactions xmlns="urn:xmpp:reactions:0" id="x1"/>',
    words: { body: '(I took back my reaction.)' },
    native: {
      reactions: { id: 'x1', emojis: [], added: [], removed: [] },
      body: '(I took back my reaction.)',
    },
  },
  {
    what: 'a reply with its quote',
    stanza: `<body>&gt; 🌹 Ho&#10;Hey</body><reply xmlns="urn:xmpp:reply:0" id="x1" to="romeo@${DOMAIN}"/>${fallback('urn:xmpp:reply:0', 'start="0" end="7"')}`,
    words: { body: 'Re "🌹 Ho": Hey' },
    native: { reply: { id: 'x1', to: `romeo@${DOMAIN}`, quote: '🌹 Ho' }, body: 'Hey' },
  },
  {
    what: 'a reply without a quote',
    stanza: '<body>Hey</body><reply xmlns="urn:xmpp:reply:0" id="x1"/>',
    words: { body: 'Hey' },
    native: { reply: { id: 'x1' }, body: 'Hey' },
  },
  {
    what: 'words for something that nobody here knows',
    stanza: `<body>I call you</body><call xmlns="urn:example:call"/>${fallback('urn:example:call')}`,
    words: { body: 'I call you' },
  },
  {
    what: 'styling',
    stanza: '<body>*Do* it _now_, _init_db is ~not~ `a * b`</body>',
    words: { body: 'Do it now, _init_db is not a * b' },
    native: { body: '*Do* it _now_, _init_db is ~not~ `a * b`' },
  },
  {
    what: 'a text that says that it has no styling',
    stanza: '<body>*p = *q*</body><unstyled xmlns="urn:xmpp:styling:0"/>',
    words: { unstyled: true, body: '*p = *q*' },
  },
  {
    what: 'markup of old beside the text',
    stanza:
      '<body>Hello</body><html xmlns="http://jabber.org/protocol/xhtml-im"><body xmlns="http://www.w3.org/1999/xhtml"><b>Hello</b></body></html>',
    words: { body: 'Hello' },
  },
  {
    what: 'a file whose address is the text',
    stanza: `<body>${URL}</body>${OOB}`,
    words: { body: URL },
    native: { files: [{ url: URL }], body: '' },
  },
  {
    what: 'a file with all that can be said of it',
    stanza: `<body>A rose: ${URL}</body>${SFS}${OOB}${fallback('urn:xmpp:sfs:0')}`,
    words: { body: `A rose: ${URL}` },
    native: {
      files: [
        {
          url: URL,
          name: 'a.jpg',
          mediaType: 'image/jpeg',
          size: 3,
          hashes: { 'sha-256': 'AAAA' },
          disposition: 'attachment',
        },
      ],
      body: '',
    },
  },
  {
    what: 'a file in the form before that',
    stanza: `<body>Look</body>${SIMS}`,
    words: { body: `Look\n${URL}` },
    native: { files: [{ url: URL, name: 'a.jpg' }], body: 'Look' },
  },
  {
    what: 'two files and a text',
    stanza: `<body>Look</body>${OOB}<x xmlns="jabber:x:oob"><url>${URL}2</url><desc>Another</desc></x>`,
    words: { body: `Look\n${URL}\nAnother ${URL}2` },
    native: { files: [{ url: URL }, { url: `${URL}2`, description: 'Another' }], body: 'Look' },
  },
  {
    what: 'a picture inside of the message',
    stanza:
      `<data xmlns="urn:xmpp:bob" cid="sha1+aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d@bob.xmpp.org" type="image/png">aGVsbG8=</data>` +
      SFS.replace(URL, 'cid:sha1+aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d@bob.xmpp.org'),
    words: { body: '(I sent a picture that cannot be shown here: a.jpg)' },
    native: {
      files: [
        {
          url: 'cid:sha1+aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d@bob.xmpp.org',
          name: 'a.jpg',
          mediaType: 'image/jpeg',
          size: 5,
          hashes: { 'sha-256': 'AAAA' },
          disposition: 'attachment',
          data: 'aGVsbG8=',
        },
      ],
      body: '',
    },
  },
  {
    what: 'a piece of data that nothing refers to',
    stanza: '<data xmlns="urn:xmpp:bob" cid="sha1+00@bob.xmpp.org" type="image/png">aGVsbG8=</data>',
    words: 'nothing',
  },
  {
    what: 'a subject',
    stanza: '<subject>Tonight</subject><body>At eight</body>',
    words: { body: 'Tonight: At eight' },
    native: { subject: 'Tonight', body: 'At eight' },
  },
  {
    what: 'a subject alone',
    stanza: '<subject>Tonight</subject>',
    words: { body: 'Tonight' },
    native: { subject: 'Tonight', body: 'Tonight' },
  },
  {
    what: 'a thread',
    stanza: '<body>Hello</body><thread>t1</thread>',
    words: { body: 'Hello' },
    native: { thread: 't1', body: 'Hello' },
  },
  {
    what: 'headers, one of them with a line break',
    stanza:
      '<body>Hello</body><headers xmlns="http://jabber.org/protocol/shim"><header name="Urgency">high</header>' +
      '<header name="X">a&#10;Bcc: b</header></headers>',
    words: { body: 'Hello' },
    native: { headers: [{ name: 'Urgency', value: 'high' }], body: 'Hello' },
  },
  {
    what: 'an invitation to a room',
    stanza: '<x xmlns="jabber:x:conference" jid="ball@rooms.example.org" password="s3cret" reason="Dance"/>',
    words: { body: '(I invite you to the chat room ball@rooms.example.org: Dance)' },
    native: {
      invite: { room: 'ball@rooms.example.org', password: 's3cret', reason: 'Dance' },
      body: '(I invite you to the chat room ball@rooms.example.org: Dance)',
    },
  },
  {
    what: 'an invitation with a text that names the room',
    stanza: '<body>Come to ball@rooms.example.org</body><x xmlns="jabber:x:conference" jid="ball@rooms.example.org"/>',
    words: { body: 'Come to ball@rooms.example.org' },
    native: { invite: { room: 'ball@rooms.example.org' }, body: 'Come to ball@rooms.example.org' },
  },
  { what: 'a forwarded message', stanza: FORWARDED, words: 'refused: message.forwarded' },
  {
    what: 'a forwarded message with words of the sender',
    stanza: `<body>See what he wrote</body>${FORWARDED}`,
    words: { body: 'See what he wrote' },
  },
  {
    what: 'a copy that a server would send (carbons)',
    stanza: `<sent xmlns="urn:xmpp:carbons:2">${FORWARDED}</sent>`,
    words: 'nothing',
  },
  {
    what: 'a copy that a server would send (carbons), received',
    stanza: `<received xmlns="urn:xmpp:carbons:2">${FORWARDED}</received>`,
    words: 'nothing',
  },
  {
    what: 'a piece of an archive',
    stanza: `<result xmlns="urn:xmpp:mam:2" id="1">${FORWARDED}</result>`,
    words: 'nothing',
  },
  {
    what: 'a text with rules of delivery that nobody promised to follow',
    stanza:
      '<body>Hello</body><amp xmlns="http://jabber.org/protocol/amp"><rule condition="deliver" value="stored" action="error"/></amp>',
    words: { body: 'Hello' },
  },
  {
    what: 'a payload that nobody knows',
    stanza: '<body>Hello</body><anything xmlns="urn:example:1"><body>no</body></anything>',
    words: { body: 'Hello' },
  },
  { what: 'a payload that nobody knows, alone', stanza: '<anything xmlns="urn:example:1"/>', words: 'nothing' },
];

describe('a network that carries nothing but text gets', () => {
  for (const { what, stanza, attributes, words } of TABLE) {
    it(what, () => assert.deepEqual(got(without, stanza, attributes), words));
  }
});

describe('a network that carries everything gets', () => {
  for (const row of TABLE) {
    const { what, stanza, attributes, words } = row;
    it(what, () => assert.deepEqual(got(withAll, stanza, attributes), 'native' in row ? row.native : words));
  }
});

describe('whatever a network carries', () => {
  it('the language that its people read best is chosen of several', () => {
    const gateway: Gateway = Object.assign(Object.create(without.gateway), { language: 'fr' });
    const two = '<body>Hello</body><body xml:lang="fr">Salut</body>';
    assert.deepEqual(got({ ...without, gateway }, two), { lang: 'fr', body: 'Salut' });
  });

  it('signals are only for what it declares', () => {
    for (const feature of ['markers', 'chat-states'] as const) {
      const gateway: Gateway = Object.assign(Object.create(without.gateway), { features: new Set<Feature>([feature]) });
      const marker = got({ ...without, gateway }, '<displayed xmlns="urn:xmpp:chat-markers:0" id="x"/>');
      const typing = got({ ...without, gateway }, '<composing xmlns="http://jabber.org/protocol/chatstates"/>');
      assert.equal(marker === 'nothing', feature !== 'markers');
      assert.equal(typing === 'nothing', feature !== 'chat-states');
    }
  });
});
