import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Feature, Gateway, MessageEvent, MessageRef, SignalEvent } from '../../gateways/gateway.js';
import { readArrival } from '../../src/core/arrival.js';
import { discoOf } from '../../src/core/discovery.js';
import { escapeLocal, makeJid } from '../../src/xmpp/jid.js';
import { parseStanza } from '../../src/xmpp/parse.js';
import { envelopeOf, Submits, textTo, USER } from '../support/test-context.js';
import { siteWithout } from '../unit/core/support/site.js';
import type { Subject } from './conformance.js';

/** Every feature, so that a new one cannot be forgotten here. */
export const FEATURES = Object.keys({
  receipts: true,
  markers: true,
  'chat-states': true,
  corrections: true,
  retractions: true,
  reactions: true,
  replies: true,
  files: true,
  subjects: true,
  threads: true,
  styling: true,
  html: true,
  languages: true,
  headers: true,
  addresses: true,
  objects: true,
  rooms: true,
} satisfies Record<Feature, true>) as readonly Feature[];

/** What clients send that means something beside its text, and how a gateway with the feature sees it. */
const SAID: readonly { readonly feature: Feature; readonly key: keyof MessageEvent; readonly stanza: string }[] = [
  {
    feature: 'corrections',
    key: 'replaces',
    stanza: '<body>eight</body><replace xmlns="urn:xmpp:message-correct:0" id="m1"/>',
  },
  { feature: 'retractions', key: 'retracts', stanza: '<retract xmlns="urn:xmpp:message-retract:1" id="m1"/>' },
  {
    feature: 'reactions',
    key: 'reactions',
    stanza: '<reactions xmlns="urn:xmpp:reactions:0" id="m1"><reaction>👍</reaction></reactions>',
  },
  { feature: 'replies', key: 'reply', stanza: '<body>Yes</body><reply xmlns="urn:xmpp:reply:0" id="m1"/>' },
  { feature: 'files', key: 'files', stanza: '<x xmlns="jabber:x:oob"><url>https://up.example.org/a</url></x>' },
  { feature: 'subjects', key: 'subject', stanza: '<subject>Tonight</subject><body>At eight</body>' },
  { feature: 'rooms', key: 'invite', stanza: '<x xmlns="jabber:x:conference" jid="ball@rooms.example.org"/>' },
];

/** What nobody finds words for: carried as it is, or refused. */
const WHOLE = [
  '<e2e xmlns="urn:ietf:params:xml:ns:xmpp-e2e">Content-Type: text/plain</e2e>',
  '<openpgp xmlns="urn:xmpp:openpgp:0">hQEMA0==</openpgp>',
  '<mime xmlns="urn:isthmus:mime:0"><data>QQ0K</data></mime>',
];

/** What clients tell beside messages. */
const UNSAID = [
  '<composing xmlns="http://jabber.org/protocol/chatstates"/>',
  '<displayed xmlns="urn:xmpp:chat-markers:0" id="m1"/>',
  '<received xmlns="urn:xmpp:receipts" id="m1"/>',
];

const NAMESPACES: Readonly<Record<string, Feature>> = {
  'urn:xmpp:receipts': 'receipts',
  'urn:xmpp:chat-markers:0': 'markers',
  'http://jabber.org/protocol/chatstates': 'chat-states',
  'urn:xmpp:message-correct:0': 'corrections',
  'urn:xmpp:message-retract:1': 'retractions',
  'urn:xmpp:reactions:0': 'reactions',
  'urn:xmpp:reply:0': 'replies',
  'jabber:x:oob': 'files',
  'urn:xmpp:sfs:0': 'files',
  'http://jabber.org/protocol/address': 'addresses',
  'urn:ietf:params:xml:ns:xmpp-e2e': 'objects',
  'urn:isthmus:mime:0': 'objects',
  'urn:xmpp:content': 'html',
  'jabber:x:conference': 'rooms',
};

/** Earlier messages as the core names them to a gateway. */
const EARLIER = { id: 'm1', networkIds: ['network-1'], by: 'user' } as const;

/** An event of each feature that is one, as the core hands it over; some are about an earlier message. */
const eventsOn = (earlier: MessageRef): Readonly<Partial<Record<Feature, Partial<MessageEvent>>>> => ({
  corrections: { replaces: earlier },
  retractions: { retracts: earlier },
  reactions: { reactions: { ...earlier, emojis: ['👍'], added: ['👍'], removed: [] } },
  replies: { reply: { ...earlier, quote: 'Wherefore?' } },
  files: { files: [{ url: 'https://up.example.org/a', name: 'a', mediaType: 'image/jpeg', size: 3 }], body: '' },
  subjects: { subject: 'Tonight' },
  threads: { thread: 't1' },
  html: { html: '<p>Hello</p>' },
  languages: { bodies: [{ lang: 'en', text: 'Hello' }, { text: 'Ciao' }] },
  headers: { headers: [{ name: 'Urgency', value: 'high' }] },
  objects: { object: { kind: 'mime', content: 'QQ0K' }, body: '' },
  rooms: { invite: { room: 'ball@rooms.example.org' } },
});

/** The JID of a contact as clients write it (XEP-0106). */
function jidOf({ addresses, domain }: Gateway, contact: string): string {
  const jid = makeJid(escapeLocal(addresses.format(contact)) ?? '', domain);
  assert.ok(jid !== undefined, contact);
  return jid.full;
}

/** What a gateway declares is what it does; the core sees to the rest. */
export function carriesFeatures(get: () => Subject): void {
  const read = (inner: string) => {
    const { gateway, words, fixture } = get();
    const [contact = ''] = fixture.addresses.canonical;
    const to = jidOf(gateway, contact);
    const stanza = parseStanza(
      `<message xmlns="jabber:client" from="${USER}/b" to="${to}" type="chat" id="m2">${inner}</message>`,
    );
    assert.ok(stanza !== undefined);
    return readArrival(stanza, siteWithout({ gateway, words }))?.wish;
  };

  describe('carries what it declares', () => {
    it('and gets what it does not declare in words', () => {
      const { gateway } = get();
      for (const { feature, key, stanza } of SAID) {
        const wish = read(stanza);
        assert.ok(wish !== undefined && 'carry' in wish, feature);
        assert.equal(key in wish.carry, gateway.features.has(feature), feature);
        if (!gateway.features.has(feature)) assert.notEqual(wish.carry.body.trim(), '', `${feature} is not silent`);
      }
    });

    it('and gets whole objects, or its users are told that it cannot', () => {
      const { gateway } = get();
      for (const stanza of WHOLE) {
        const wish = read(`<body>hint</body>${stanza}`);
        assert.ok(wish !== undefined);
        if (!gateway.features.has('objects')) assert.ok('refuse' in wish, stanza);
        else assert.ok('carry' in wish && wish.carry.object !== undefined && wish.carry.body === '', stanza);
      }
    });

    it('and gets what is no message as a signal, or not at all', () => {
      const { gateway } = get();
      for (const stanza of UNSAID) {
        const wish = read(stanza);
        if (wish === undefined) continue;
        assert.ok('signal' in wish, stanza);
        assert.ok(gateway.features.has(wish.signal.type === 'marker' ? 'markers' : 'chat-states'));
      }
    });

    it('and says so of its contacts, and nothing else', () => {
      const { gateway, words } = get();
      const said = new Set(discoOf(siteWithout({ gateway, words }), 'contact').features);
      for (const [namespace, feature] of Object.entries(NAMESPACES)) {
        assert.equal(said.has(namespace), gateway.features.has(feature), namespace);
      }
      assert.equal(said.has('http://jabber.org/protocol/amp'), false);
    });

    it('and takes each of it', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold } = await open(t);
      const submits = new Submits(hold);
      const contact = fixture.far.contact();
      const said = await submits.submit(textTo(gateway, contact, 'Said before'));
      assert.ok(said.kind === 'accepted');
      const networkIds = said.parts.map(({ id }) => id);
      const events = eventsOn(networkIds.length > 0 ? { ...EARLIER, networkIds } : EARLIER);
      for (const feature of gateway.features) {
        const more = events[feature];
        if (more === undefined) continue;
        const envelope = textTo(gateway, contact, `With ${feature}`);
        assert.ok(envelope.event?.type === 'message');
        const outcome = await submits.submit({ ...envelope, event: { ...envelope.event, ...more } });
        assert.equal(outcome.kind, 'accepted', feature);
      }
    });

    it('and gives ids to what later messages may speak of', async (t) => {
      const { gateway, fixture, open } = get();
      const speaking: readonly Feature[] = ['corrections', 'retractions', 'reactions', 'replies', 'markers'];
      if (!speaking.some((feature) => gateway.features.has(feature))) return;
      const { hold, context } = await open(t);
      const contact = fixture.far.contact();
      const outcome = await new Submits(hold).submit(textTo(gateway, contact, 'Mark my words'));
      assert.ok(outcome.kind === 'accepted' && outcome.parts.length > 0);
      await fixture.far.say(contact, 'I will', hold, context);
      assert.ok(context.delivered.find(({ body }) => body === 'I will')?.id);
    });

    it('and takes signals at any time, which are never a text', async (t) => {
      const { gateway, fixture, open } = get();
      const wants = gateway.features.has('markers') || gateway.features.has('chat-states');
      const { hold } = await open(t);
      if (!wants) return;
      assert.ok(hold.signal !== undefined, 'whoever declares it has a place for it');
      const contact = fixture.far.contact();
      const signals: readonly SignalEvent[] = [
        { type: 'chat-state', contact, state: 'composing' },
        { type: 'marker', contact, state: 'displayed', about: { ...EARLIER, by: 'contact' } },
        { type: 'marker', contact, state: 'delivered', about: { id: 'm1' } },
      ];
      const tell = (): void => {
        for (const event of signals) {
          hold.signal?.(envelopeOf(gateway, event));
        }
      };
      tell();
      await new Submits(hold).submit(textTo(gateway, contact, 'A text'));
      await fixture.far.waitForTexts(contact, 1);
      assert.deepEqual(fixture.far.received(contact), ['A text']);
      await hold.close();
      tell();
    });

    it('and carries one message to several, each with an end of its own', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold } = await open(t);
      if (!gateway.features.has('addresses')) return;
      const contacts = [fixture.far.contact(), fixture.far.refusing(), fixture.far.contact()];
      const [first = '', wrong = '', second = ''] = contacts;
      const envelope = textTo(gateway, first, 'To all');
      assert.ok(envelope.event?.type === 'message');
      const recipients = contacts.map((contact) => ({
        type: 'to' as const,
        contact,
        jid: jidOf(gateway, contact),
      }));
      const outcome = await new Submits(hold).submit({ ...envelope, event: { ...envelope.event, recipients } });
      assert.ok(outcome.kind === 'accepted');
      assert.deepEqual(
        outcome.refused?.map(({ contact }) => contact),
        [wrong],
      );
      for (const contact of [first, second]) {
        assert.ok(
          outcome.parts.some((part) => part.contact === contact),
          contact,
        );
        await fixture.far.waitForTexts(contact, 1);
      }
    });

    it('and names schemes of addresses that it can read', () => {
      const { gateway, fixture } = get();
      for (const scheme of gateway.addresses.schemes ?? []) assert.match(scheme, /^[a-z][a-z0-9+.-]*$/);
      const [contact = ''] = fixture.addresses.canonical;
      const result = gateway.addresses.prompt(gateway.addresses.format(contact));
      assert.equal(result.ok && result.address, contact, 'what stands behind the scheme is read by the prompt');
    });
  });
}
