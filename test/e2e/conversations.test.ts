import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { attribute, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld, OURS } from '../support/e2e-world.js';
import type { Software } from '../support/shared.js';

const UCS2 = 8;
const ESCAPE = 0x1b;
/** ESME_RX_R_APPN: do not send it again. */
const REJECTED = 0x66;
/** In a pattern that knows code points, half of a pair is a character of its own. */
const LONE_SURROGATE = /\p{Cs}/u;
const STANZA_LIMIT_KIB = 64;

/** Texts at the edges of segments: what they are, and how many short messages they become. */
const EDGES: readonly { readonly what: string; readonly text: string; readonly segments: number }[] = [
  { what: '160 characters of the phones alphabet', text: 'a'.repeat(160), segments: 1 },
  { what: 'one more', text: 'b'.repeat(161), segments: 2 },
  { what: 'a full second segment', text: 'c'.repeat(306), segments: 2 },
  { what: 'a third segment of one character', text: 'd'.repeat(307), segments: 3 },
  { what: 'a euro sign that needs two places where one is left', text: `${'e'.repeat(159)}€`, segments: 2 },
  { what: 'a euro sign across the cut', text: `${'f'.repeat(152)}€${'f'.repeat(20)}`, segments: 2 },
  { what: 'every special sign of the alphabet', text: '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ{}[]~\\^|€äöñüà§¿¡', segments: 1 },
  { what: '70 characters of another script', text: 'ж'.repeat(70), segments: 1 },
  { what: '71 of them', text: 'з'.repeat(71), segments: 2 },
  { what: 'two full segments of them', text: 'и'.repeat(134), segments: 2 },
  { what: 'one more of them', text: 'к'.repeat(135), segments: 3 },
  { what: 'an emoji across the cut', text: `${'л'.repeat(66)}🌹${'л'.repeat(10)}`, segments: 2 },
  { what: 'a family across the cut', text: `${'м'.repeat(63)}👨‍👩‍👧${'м'.repeat(10)}`, segments: 2 },
  { what: 'one emoji', text: '🌅', segments: 1 },
];

for (const software of ['prosody', 'ejabberd'] satisfies readonly Software[]) {
  describe(`conversations over ${software}`, () => {
    let world: E2eWorld;
    let romeo: XmppUser;
    before(async () => {
      world = await E2eWorld.start({ software, config: { limits: limits() } });
      romeo = await world.registered('romeo');
    });
    after(async () => await world.stop());

    it('carry texts whole over the edges of segments, and no segment cuts a character', async () => {
      const { smsc } = world;
      for (const { what, text, segments } of EDGES) {
        const phone = world.newPhone();
        await romeo.send(message(world.jidOf(phone), text));
        await smsc.waitFor(() => smsc.inbox(phone).length === 1);
        assert.equal(smsc.inbox(phone)[0]?.text, text, what);
        const parts = smsc.submits.filter(({ message: { to } }) => `+${to.address}` === phone);
        assert.equal(parts.length, segments, what);
        for (const part of parts) {
          if (part.message.dataCoding === UCS2) assert.equal(LONE_SURROGATE.test(part.text), false, what);
          else assert.notEqual(part.message.octets.at(-1), ESCAPE, what);
          assert.ok(part.message.octets.length <= (part.message.dataCoding === UCS2 ? 140 : 160), what);
        }
      }
    });

    it('refuse a text that would take too many segments whole', async () => {
      const phone = world.newPhone();
      await romeo.send(message(world.jidOf(phone), 'x'.repeat(1531), 'long'));
      const error = await errorOf(romeo, 'long');
      assert.equal(attribute(error, 'type'), 'modify');
      assert.ok(error.getChild('not-acceptable'));
      assert.match(error.getChildText('text') ?? '', /11 text messages, at most 10/);
      await ping(romeo, world.gateway);
      assert.deepEqual(world.smsc.inbox(phone), []);
    });

    it('keep the order of 200 messages to one phone', async () => {
      const phone = world.newPhone();
      const texts = Array.from({ length: 200 }, (_, index) => `message ${index} ${'.'.repeat((index * 37) % 300)}`);
      for (const text of texts) await romeo.send(message(world.jidOf(phone), text));
      await world.smsc.waitFor(() => world.smsc.inbox(phone).length === texts.length);
      assert.deepEqual(
        world.smsc.inbox(phone).map(({ text }) => text),
        texts,
      );
    });

    it('keep the order of 200 answers of one phone', async () => {
      const phone = world.newPhone();
      await romeo.send(message(world.jidOf(phone), 'Tell me everything'));
      await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 1);
      const texts = Array.from({ length: 200 }, (_, index) => `answer ${index}`);
      const taken = await Promise.all(texts.map((text) => world.smsc.deliver({ from: phone, to: OURS, text })));
      assert.ok(taken.flat().every((status) => status === 0));
      const got: string[] = [];
      while (got.length < texts.length) got.push(await romeo.waitForText(world.jidOf(phone)));
      assert.deepEqual(got, texts);
    });

    it('are not opened in the name of somebody else', async () => {
      const [mercutio, victim] = [await world.connect('mercutio'), await world.registered('victim')];
      const phone = world.newPhone();
      const forged = `<message from="${victim.bare}" to="${world.jidOf(phone)}" type="chat" id="forged"><body>I am not who I am</body></message>`;
      // A server either ends the stream of the liar or puts the true sender in the place of the false one.
      await mercutio.sendRaw(forged).catch(() => undefined);
      await ping(mercutio, world.gateway, 1000).catch(() => undefined);
      await victim.send(message(world.jidOf(phone), 'It is really me'));
      await world.smsc.waitFor(() => world.smsc.inbox(phone).length > 0);
      await ping(victim, world.gateway);
      assert.deepEqual(
        world.smsc.inbox(phone).map(({ text }) => text),
        ['It is really me'],
      );
      assert.deepEqual(victim.inbox.map(String), []);
    });

    it('are not disturbed by results and errors that nobody asked for', async () => {
      const phone = world.newPhone();
      for (const id of ['1', 'ping', 'isthmus', 'b1', '']) {
        for (const to of [world.gateway, world.jidOf(phone)]) {
          await romeo.send(`<iq type="result" to="${to}" id="${id}x"/>`);
          await romeo.send(
            `<iq type="error" to="${to}" id="${id}x"><error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`,
          );
          await romeo.send(`<presence type="error" to="${to}"/>`);
        }
      }
      await ping(romeo, world.gateway);
      assert.deepEqual(romeo.inbox.map(String), []);
      await romeo.send(message(world.jidOf(phone), 'Still here'));
      await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 1);
    });

    it('survive a stanza that is larger or deeper than the gateway reads, which is answered', async () => {
      const phone = world.newPhone();
      const large = 'x'.repeat((STANZA_LIMIT_KIB + 16) * 1024);
      await romeo.send(message(world.jidOf(phone), large, 'large'));
      const tooLarge = await errorOf(romeo, 'large');
      assert.ok(tooLarge.getChild('policy-violation'));
      assert.match(tooLarge.getChildText('text') ?? '', /larger than the gateway reads/);

      const deep = `<message to="${world.jidOf(phone)}" type="chat" id="deep"><body>Deep</body>${nested(100)}</message>`;
      await romeo.sendRaw(deep);
      assert.ok((await errorOf(romeo, 'deep')).getChild('policy-violation'));

      const iq = `<iq type="set" to="${world.gateway}" id="deep-iq">${nested(100)}</iq>`;
      await romeo.sendRaw(iq);
      const answer = await romeo.waitFor((stanza) => attribute(stanza, 'id') === 'deep-iq', 'the answer');
      assert.ok(answer.getChild('error')?.getChild('policy-violation'));

      await romeo.send(message(world.jidOf(phone), 'An ordinary text'));
      await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 1);
      assert.equal(world.smsc.inbox(phone)[0]?.text, 'An ordinary text');
      assert.deepEqual(romeo.inbox.map(String), []);
    });

    it('carry what XML may not hold on the way in as something that XML may hold', async () => {
      const phone = world.newPhone();
      await romeo.send(message(world.jidOf(phone), 'Write'));
      await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 1);
      const octets = Buffer.from([0x61, 0x1b, 0x1b, 0x62, 0x0c, 0x00, 0x63]);
      assert.deepEqual(await world.smsc.deliver({ from: phone, to: OURS, octets, dataCoding: 0 }), [0]);
      const lone = Buffer.from([0xd8, 0x3c, 0x00, 0x41, 0xff, 0xff, 0x00, 0x00]);
      assert.deepEqual(await world.smsc.deliver({ from: phone, to: OURS, octets: lone, dataCoding: 8 }), [0]);
      assert.match(await romeo.waitForText(world.jidOf(phone)), /^a.*b.*@c$/su);
      assert.match(await romeo.waitForText(world.jidOf(phone)), /A/u);
      await ping(romeo, world.gateway);
    });

    it('end with the registration: the result first, then each phone of the roster, then the gateway', async () => {
      const juliet = await world.registered('juliet');
      const phones = [world.newPhone(), world.newPhone()].map((phone) => world.jidOf(phone));
      for (const jid of [...phones, world.gateway]) {
        await juliet.send(`<presence type="subscribe" to="${jid}"/>`);
        await juliet.send(`<presence type="subscribed" to="${jid}"/>`);
        await juliet.waitFor(
          (stanza) => stanza.name === 'presence' && isFrom(stanza, jid) && attribute(stanza, 'type') === undefined,
          `the presence of ${jid}`,
        );
      }
      await ping(juliet, world.gateway);
      const before = juliet.received.length;
      await juliet.request(
        `<iq type="set" to="${world.gateway}"><query xmlns="jabber:iq:register"><remove/></query></iq>`,
      );
      const offline = (jid: string) =>
        juliet.waitFor(
          (stanza) => stanza.name === 'presence' && isFrom(stanza, jid) && attribute(stanza, 'type') === 'unavailable',
          `${jid} going offline`,
        );
      for (const jid of [...phones, world.gateway]) await offline(jid);
      const order = juliet.received.slice(before).flatMap((stanza) => {
        const from = attribute(stanza, 'from') ?? '';
        if (stanza.name === 'iq' && attribute(stanza, 'type') === 'result' && from === world.gateway) return ['result'];
        return stanza.name === 'presence' && attribute(stanza, 'type') === 'unavailable' ? [from] : [];
      });
      assert.equal(order[0], 'result');
      assert.deepEqual(order.slice(1, 3).sort(), [...phones].sort());
      assert.deepEqual(order.slice(3), [world.gateway]);

      // The roster holds nothing of the gateway any more that would claim a subscription.
      const roster = await juliet.request('<iq type="get"><query xmlns="jabber:iq:roster"/></iq>');
      const items = roster.getChild('query')?.getChildElements() ?? [];
      assert.deepEqual(
        items.map((item) => [attribute(item, 'subscription'), attribute(item, 'ask')]),
        items.map(() => ['none', undefined]),
      );
    });

    it('are not begun by a phone that nobody wrote to: the carrier is told that it belongs to nobody', async () => {
      const received = romeo.received.length;
      const statuses = await world.smsc.deliver({ from: world.newPhone(), to: OURS, text: 'Anybody there?' });
      assert.deepEqual(statuses, [REJECTED]);
      await ping(romeo, world.gateway);
      assert.equal(romeo.received.length, received + 1, 'the answer to the ping and nothing else');
    });
  });
}

function limits(): Record<string, unknown> {
  return { rate: 1_000_000, burst: 1_000_000, stanza: `${STANZA_LIMIT_KIB}KiB` };
}

function message(to: string, body: string, id = ''): string {
  const named = id === '' ? '' : ` id="${id}"`;
  return `<message to="${to}" type="chat"${named}><body>${body}</body></message>`;
}

function nested(depth: number): string {
  return `${'<x xmlns="urn:example:deep">'.repeat(depth)}${'</x>'.repeat(depth)}`;
}

async function ping(user: XmppUser, to: string, timeoutMs = 5000): Promise<void> {
  await user.request(`<iq type="get" to="${to}"><ping xmlns="urn:xmpp:ping"/></iq>`, timeoutMs);
}

async function errorOf(user: XmppUser, id: string) {
  const stanza = await user.waitFor(
    (one) => one.name === 'message' && attribute(one, 'type') === 'error' && attribute(one, 'id') === id,
    `the error for ${id}`,
  );
  const error = stanza.getChild('error');
  assert.ok(error);
  return error;
}
