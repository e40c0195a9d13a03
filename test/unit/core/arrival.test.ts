import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Feature, Gateway } from '../../../gateways/gateway.js';
import { contactJid, readContact } from '../../../src/core/addresses.js';
import { type Arrival, readArrival } from '../../../src/core/arrival.js';
import { problem } from '../../../src/core/errors.js';
import { mask } from '../../../src/core/mask.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { DOMAIN, siteWithout } from './support/site.js';

const site = siteWithout();

function arrives(attributes: string, inner: string, at = site): Arrival | undefined {
  const stanza = parseStanza(`<message xmlns="jabber:client" ${attributes}>${inner}</message>`);
  assert.ok(stanza !== undefined);
  return readArrival(stanza, at);
}

const USUAL = `from="juliet@example.org/balcony" to="romeo@${DOMAIN}" type="chat" id="m1"`;

function refusedWith(arrival: Arrival | undefined): string | undefined {
  return arrival !== undefined && 'refuse' in arrival.wish ? arrival.wish.refuse.text.key : undefined;
}

describe('a message stanza', () => {
  it('is carried with everything that an answer will need', () => {
    const arrival = arrives(
      `${USUAL} xml:lang="de"`,
      '<body>Hallo</body><request xmlns="urn:xmpp:receipts"/><thread>t</thread>',
    );
    assert.ok(arrival !== undefined && 'carry' in arrival.wish);
    assert.equal(arrival.wish.carry.body, 'Hallo');
    assert.equal(arrival.from.full, 'juliet@example.org/balcony');
    assert.equal(arrival.to.full, `romeo@${DOMAIN}`);
    assert.deepEqual([arrival.id, arrival.lang, arrival.receipt], ['m1', 'de', true]);
  });

  const IGNORED: readonly [string, string, string][] = [
    ['an error', USUAL.replace('chat', 'error'), '<body>Bounced</body><error type="cancel"/>'],
    ['a chat state', USUAL, '<composing xmlns="http://jabber.org/protocol/chatstates"/>'],
    ['a marker', USUAL, '<displayed xmlns="urn:xmpp:chat-markers:0" id="x"/>'],
    ['a receipt', USUAL, '<received xmlns="urn:xmpp:receipts" id="x"/>'],
    ['an empty body', USUAL, '<body/>'],
    ['no content', USUAL, ''],
    [
      'keys for encryption without a text',
      USUAL,
      '<encrypted xmlns="eu.siacs.conversations.axolotl"><header sid="1"/></encrypted>',
    ],
    [
      'something from our own domain',
      USUAL.replace('juliet@example.org/balcony', `tybalt@${DOMAIN}`),
      '<body>Loop</body>',
    ],
    ['something from the gateway itself', USUAL.replace('juliet@example.org/balcony', DOMAIN), '<body>Loop</body>'],
    ['something without a sender', `to="romeo@${DOMAIN}"`, '<body>Hello</body>'],
    ['something from no address', USUAL.replace('juliet@example.org/balcony', '@'), '<body>Hello</body>'],
  ];
  for (const [what, attributes, inner] of IGNORED) {
    it(`is passed over when it is ${what}`, () => assert.equal(arrives(attributes, inner), undefined));
  }

  it('tells of a marker in a room whom of it that is about, and of typing only to all', () => {
    const gateway: Gateway = Object.assign(Object.create(site.gateway), {
      features: new Set<Feature>(['markers', 'chat-states']),
      rooms: { kindOf: () => 'room' },
    });
    const signal = (attributes: string, inner: string): unknown => {
      const wish = arrives(attributes, inner, { ...site, gateway })?.wish;
      return wish !== undefined && 'signal' in wish ? wish.signal : undefined;
    };
    const toAll = USUAL.replace('chat', 'groupchat');
    const toOne = USUAL.replace(DOMAIN, `${DOMAIN}/Romeo`);
    const displayed = '<displayed xmlns="urn:xmpp:chat-markers:0" id="x"/>';
    const typing = '<composing xmlns="http://jabber.org/protocol/chatstates"/>';
    const marker = { type: 'marker', state: 'displayed', about: { id: 'x' }, room: true };
    assert.deepEqual(signal(toAll, displayed), marker);
    assert.deepEqual(signal(toOne, displayed), { ...marker, nick: 'Romeo' });
    assert.deepEqual(signal(toAll, typing), { type: 'chat-state', state: 'composing', room: true });
    assert.equal(signal(toOne, typing), undefined);
  });

  it('is refused when it is encrypted or of a room', () => {
    const hint = '<body>I sent you an OMEMO encrypted message</body>';
    const encrypted = arrives(USUAL, `${hint}<encrypted xmlns="urn:xmpp:omemo:2"/>`);
    assert.equal(refusedWith(encrypted), 'message.encrypted');
    assert.equal(refusedWith(arrives(USUAL, '<body>?OTRv2?</body>')), 'message.encrypted');
    assert.equal(refusedWith(arrives(USUAL.replace('chat', 'groupchat'), '<body>x</body>')), 'message.groupchat');
  });

  it('is refused to whoever may not use the gateway, whatever else it is', () => {
    const closed = siteWithout({ access: (jid) => problem('access-denied', { jid }) });
    assert.equal(refusedWith(arrives(USUAL, '<body>x</body>', closed)), 'access.denied');
    assert.equal(refusedWith(arrives(USUAL.replace('chat', 'groupchat'), '<body>x</body>', closed)), 'access.denied');
    assert.equal(arrives(USUAL, '<body/>', closed), undefined, 'what asks for nothing is not answered');
  });

  it('asks about the bare JID of who sent it', () => {
    const asked: string[] = [];
    const watching = siteWithout({
      access: (jid) => {
        asked.push(jid);
        return undefined;
      },
    });
    arrives(USUAL.replace('juliet@', 'JULIET@'), '<body>x</body>', watching);
    assert.deepEqual(asked, ['juliet@example.org']);
  });
});

describe('an address of the gateway', () => {
  const { gateway } = site;
  const read = (local: string) => {
    const to = parseJid(`${local}@${DOMAIN}`);
    assert.ok(to !== undefined);
    return readContact(gateway, to, undefined);
  };

  it('is a contact, and back', () => {
    assert.deepEqual(read('st.lucia'), { ok: true, contact: 'st.lucia' });
    assert.equal(contactJid(gateway, 'st.lucia'), `st.lucia@${DOMAIN}`);
  });

  it('that is none says why', () => {
    const result = read('two\\20words');
    assert.equal(result.ok, false);
    if (!result.ok)
      assert.equal(result.problem.text.params?.address, 'two words', 'as it is read, not as it is escaped');
  });
});

describe('an address in a log', () => {
  it('is told apart by it and cannot be written to', () => {
    assert.equal(mask('romeo@example.org/balcony'), 'ro…@example.org');
    assert.equal(mask('+15551234567@sms.example.org'), '+1555…67@sms.example.org');
    assert.equal(mask('+15551234567'), '+1555…67');
    assert.equal(mask('example.org'), 'example.org');
    assert.equal(mask('a@example.org'), '…@example.org');
    assert.equal(mask('40404@sms.example.org'), '40…@sms.example.org');
    assert.equal(mask('+12345'), '+12…');
  });
});

describe('a whole object', () => {
  const carriesObjects: Gateway = Object.assign(Object.create(site.gateway), {
    features: new Set<Feature>(['objects', 'threads']),
  });
  const over = { ...site, gateway: carriesObjects };
  const E2E = '<e2e xmlns="urn:ietf:params:xml:ns:xmpp-e2e"><![CDATA[Content-Type: x/y\n\n<a>\n]]></e2e>';
  const OPENPGP = '<openpgp xmlns="urn:xmpp:openpgp:0">\n  hQEM\n  A0==\n</openpgp>';
  const EME = '<encryption xmlns="urn:xmpp:eme:0" namespace="urn:xmpp:openpgp:0"/>';
  const mime = (inner: string, attributes = '') => `<mime xmlns="urn:isthmus:mime:0"${attributes}>${inner}</mime>`;
  const HASH = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
  const hash = `<hash xmlns="urn:xmpp:hashes:2" algo="sha-256">${HASH}</hash>`;

  const CARRIED: readonly [string, string, unknown][] = [
    ['of RFC 3923', E2E, { kind: 'e2e', content: 'Content-Type: x/y\n\n<a>\n' }],
    ['of XEP-0373', OPENPGP + EME, { kind: 'openpgp', content: 'hQEMA0==' }],
    ['of MIME', mime('<data>QQ0K\n  QQ0K</data>'), { kind: 'mime', content: 'QQ0KQQ0K' }],
    [
      'of MIME that lies elsewhere',
      mime(`<url>https://up.example.org/1</url>${hash}`, ' size="9"'),
      { kind: 'mime', url: 'https://up.example.org/1', size: 9, sha256: HASH },
    ],
  ];
  for (const [what, inner, object] of CARRIED) {
    it(`${what} is carried without the text beside it where the network can`, () => {
      const arrival = arrives(USUAL, `<body>This is encrypted</body><thread>t</thread>${inner}`, over);
      assert.ok(arrival !== undefined && 'carry' in arrival.wish);
      const { body, object: carried, thread } = arrival.wish.carry;
      assert.deepEqual([body, thread, carried], ['', 't', object]);
    });

    it(`${what} is carried where nothing stands beside it`, () => {
      const arrival = arrives(USUAL, inner, over);
      assert.ok(arrival !== undefined && 'carry' in arrival.wish);
      assert.deepEqual(arrival.wish.carry.object, object);
    });

    it(`${what} is refused by a network that cannot, with and without a text`, () => {
      const why = what.includes('MIME') ? 'message.object' : 'message.encrypted';
      assert.equal(refusedWith(arrives(USUAL, inner)), why);
      assert.equal(refusedWith(arrives(USUAL, `<body>This is encrypted</body>${inner}`)), why);
    });
  }

  const MALFORMED: readonly [string, string][] = [
    ['nothing', mime('')],
    ['no base64', mime('<data>Hello!</data>')],
    ['half a quantum', mime('<data>QQ0</data>')],
    ['an address without a hash', mime('<url>https://up.example.org/1</url>')],
    ['a hash of another length', mime(`<url>https://up.example.org/1</url>${hash.replace('47DE', '47D')}`)],
    ['an empty object', '<e2e xmlns="urn:ietf:params:xml:ns:xmpp-e2e"> </e2e>'],
    ['OpenPGP in armour', '<openpgp xmlns="urn:xmpp:openpgp:0">-----BEGIN PGP MESSAGE-----</openpgp>'],
  ];
  for (const [what, inner] of MALFORMED) {
    it(`is refused where it holds ${what}`, () =>
      assert.equal(refusedWith(arrives(USUAL, inner, over)), 'message.object-malformed'));
  }

  it('of others than its receiver is refused even where objects are carried', () => {
    const omemo = '<encrypted xmlns="urn:xmpp:omemo:2"><header/><payload>AA==</payload></encrypted>';
    const hint = '<body>I sent you an OMEMO encrypted message</body>';
    for (const inner of [
      hint + omemo,
      omemo,
      '<body>?OTRv23?\nJuliet has requested an Off-the-Record conversation.</body>',
      '<body> ?OTR:AAMDJ+MVmSfjFZcAAAAA.</body>',
      '<body>&lt;b&gt;?OTR:AAMDJ+MVmSfjFZcAAAAA.&lt;/b&gt;</body>',
      '<body>Hello</body><body xml:lang="de">?OTR:AAMD.</body>',
      '<body>This message is encrypted.</body><x xmlns="jabber:x:encrypted">hQEMA0==</x>',
      '<x xmlns="jabber:x:encrypted">hQEMA0==</x>',
      `${hint}<encryption xmlns="urn:xmpp:eme:0" namespace="urn:xmpp:omemo:2"/>`,
    ]) {
      assert.equal(refusedWith(arrives(USUAL, inner, over)), 'message.encrypted', inner);
    }
    const keys = '<encrypted xmlns="urn:xmpp:omemo:2"><header/></encrypted>';
    assert.equal(arrives(USUAL, keys, over), undefined, 'keys alone are no message');
    const talk = arrives(USUAL, '<body>What is ?OTR for?</body>', over);
    assert.ok(talk !== undefined && 'carry' in talk.wish, 'who only speaks of it is heard');
  });

  it('is not even told about to whoever may not use the gateway', () => {
    const closed = { ...over, access: (jid: string) => problem('access-denied', { jid }) };
    assert.equal(refusedWith(arrives(USUAL, E2E, closed)), 'access.denied');
  });
});
