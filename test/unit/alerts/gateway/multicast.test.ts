import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert } from '../../../../gateways/alerts/alert.js';
import type { DirectText } from '../../../../gateways/alerts/post/direct-text.js';
import { outsidePlace, toldAddresses } from '../../../../gateways/alerts/post/multicast.js';
import { Submissions } from '../../../../gateways/alerts/post/submissions.js';
import type { Envelope, ExtendedAddress, GatewayEvent, MessageEvent, Recipient } from '../../../../gateways/gateway.js';
import { bookOf, GATEWAYS } from '../book/helpers.js';

const OWN = 'alerts.example.org';
const BOOK = bookOf(`
people:
  alice: { title: Alice L., xmpp: alice@example.org }
  bob: { xmpp: bob@example.org }
lists:
  ops: { members: [alice, bob], send: people }
  board: { members: [bob], send: bob }
multicast: { allow: alice }
routes:
  - { name: db, to: bob }
`);

const address = (type: ExtendedAddress['type'], jid?: string, delivered = false): ExtendedAddress => ({
  type,
  ...(jid !== undefined && { jid }),
  delivered,
});
const own = (contact: string, type: Recipient['type'] = 'to'): Recipient => ({
  type,
  contact,
  jid: `${contact}@${OWN}`,
});
const outside = (contact: string, type: Recipient['type'] = 'to'): Recipient => ({
  type,
  contact,
  jid: OWN,
  elsewhere: true,
});

function world() {
  const texts: DirectText[] = [];
  const alerts: (readonly [Alert, string | undefined])[] = [];
  const made = new Submissions({
    strangers: { judge: async () => 'heard' },
    book: () => BOOK,
    intake: {
      take: async (all, route) => void alerts.push(...all.map((one) => [one, route] as const)),
      text: async (one) => void texts.push(one),
    },
    onCall: () => [],
    now: () => 1,
    rates: { mayBring: async () => true },
    domain: OWN,
  });
  const send = async (from: string, recipients: readonly Recipient[], more: Partial<MessageEvent> = {}) => {
    const event = {
      ...({ type: 'message', to: OWN, stanzaId: 's1', body: 'Deploy at nine', receipt: false } as const),
      from: `${from}/phone`,
      contact: recipients[0]?.contact ?? '',
      recipients,
      ...more,
    };
    const head = { v: 1, id: 'e1', gateway: 'alerts', account: from, rev: 0, conversation: from, at: 0 } as const;
    return await made.take({ ...head, kind: 'message', event } as Envelope<GatewayEvent>);
  };
  return { send, texts, alerts };
}

describe('a message to several', () => {
  it('goes to routes, lists and others, each once', async () => {
    const { send, texts, alerts } = world();
    const told = [address('to', `db@${OWN}`), address('cc', 'carol@example.net')];
    const outcome = await send(
      'alice@example.org',
      [own('db'), own('ops'), outside('xmpp:carol@example.net', 'cc'), outside('mailto:dave@example.net', 'bcc')],
      { addresses: told, subject: 'Plan' },
    );
    assert.ok(outcome.kind === 'accepted' && outcome.refused === undefined);
    assert.equal(new Set(outcome.parts.map(({ id }) => id)).size, 4);
    assert.deepEqual(
      alerts.map(([{ title }, route]) => [title, route]),
      [['Plan', 'db']],
    );
    const [list, others] = texts;
    assert.deepEqual([list?.to, list?.title, list?.mail], [[{ kind: 'person', name: 'bob' }], 'ops: Plan', 'hidden']);
    assert.deepEqual(
      others?.to.map((one) => ('uri' in one ? one.uri : one.name)),
      ['xmpp:carol@example.net', 'mailto:dave@example.net'],
    );
    assert.deepEqual([others?.as, others?.title, others?.mail], [['cc', 'bcc'], 'Plan', 'together']);
    assert.equal(others?.text, 'Alice L.: Deploy at nine');
    assert.deepEqual(others?.addresses, [
      { ...told[0], delivered: true },
      { ...told[1], delivered: true },
      address('replyto', 'alice@example.org'),
    ]);
  });

  it('is the same one when it is worked again', async () => {
    const { send, texts } = world();
    for (let time = 0; time < 2; time++) await send('alice@example.org', [outside('mailto:dave@example.net')]);
    assert.equal(texts[0]?.id, texts[1]?.id);
  });

  it('goes to nobody where its sender may not have the gateway write to one of them, and that is told once', async () => {
    for (const [from, last] of [
      ['bob@example.org', outside('xmpp:carol@example.net')],
      ['alice@example.org', outside('sms:+15550123456')],
      ['mallory@example.net', outside('mailto:carol@example.net')],
    ] as const) {
      const { send, texts, alerts } = world();
      const outcome = await send(from, [own('ops'), last]);
      assert.ok(outcome.kind === 'rejected' && outcome.whole, last.contact);
      assert.deepEqual([outcome.problem.type, outcome.problem.condition], ['auth', 'forbidden']);
      assert.deepEqual([texts, alerts], [[], []]);
    }
  });
});

describe('a message to several of which one is closed', () => {
  it('goes to the others', async () => {
    const { send, texts, alerts } = world();
    const outcome = await send('alice@example.org', [own('board'), own('db'), own('ops')]);
    assert.ok(outcome.kind === 'accepted');
    assert.deepEqual(
      outcome.refused?.map(({ contact, problem }) => [contact, problem.condition]),
      [['board', 'forbidden']],
    );
    assert.deepEqual(
      outcome.parts.map(({ contact }) => contact),
      ['db', 'ops'],
    );
    assert.deepEqual([texts.length, alerts.length], [1, 1]);
  });
});

describe('what recipients are told of each other', () => {
  const told = (...addresses: ExtendedAddress[]) =>
    toldAddresses(addresses, 'alice@example.org', (jid) => jid === `ops@${OWN}`);
  const back = address('replyto', 'alice@example.org');

  it('names no blind copies, and all others as delivered', () => {
    assert.deepEqual(told(address('to', 'a@example.net'), address('bcc', 'b@example.net')), [
      address('to', 'a@example.net', true),
      back,
    ]);
  });

  it('has answers go to the sender, or to a list that the sender may write to, and to no victim', () => {
    assert.deepEqual(told(), [back]);
    assert.deepEqual(told(address('replyto', 'victim@example.net')), [back]);
    assert.deepEqual(told(address('replyto', 'alice@example.org/phone')), [back]);
    assert.deepEqual(told(address('replyto', `ops@${OWN}`)), [address('replyto', `ops@${OWN}`)]);
    assert.deepEqual(told(address('replyroom', 'victim@rooms.example.net')), [back]);
    assert.deepEqual(told({ type: 'replyto', uri: 'mailto:victim@example.net', delivered: false }), [back]);
  });

  it('says that nobody is to answer where the sender says so', () => {
    assert.deepEqual(told(address('noreply'), back), [address('noreply')]);
  });
});

describe('addresses that are none of ours', () => {
  const uri = (text: string) => outsidePlace({ uri: text }, GATEWAYS, OWN)?.uri;
  const jid = (text: string) => outsidePlace({ jid: text }, GATEWAYS, OWN)?.uri;

  it('are those of people, on any network that the installation has', () => {
    assert.equal(jid('carol@example.net'), 'xmpp:carol@example.net');
    assert.equal(jid('+15550123456@sms.example.org'), 'sms:+15550123456');
    assert.equal(uri('mailto:dave@example.net'), 'mailto:dave@example.net');
    assert.equal(uri('tel:+15550123456'), 'sms:+15550123456');
    assert.equal(uri('xmpp:carol@example.net'), 'xmpp:carol@example.net');
    assert.equal(outsidePlace({ uri: 'mailto:dave@example.net' }, {}, OWN), undefined);
  });

  it('and nothing else', () => {
    for (const text of [
      'xmpp:ops@rooms.example.org?join',
      'pubsub:pubsub.example.org/alerts',
      'hook:https://example.net/',
      'irc://libera/%23ops',
      `xmpp:db@${OWN}`,
      'xmpp:example.net',
      'sip:carol@example.net',
      'mailto:',
      '',
    ]) {
      assert.equal(uri(text), undefined, text);
    }
    assert.equal(jid('example.net'), undefined);
  });
});
