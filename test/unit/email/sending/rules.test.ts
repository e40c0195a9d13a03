import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { changeProblem, reactionProblem } from '../../../../gateways/email/sending/changes.js';
import { givenMessageId } from '../../../../gateways/email/sending/server-ids.js';
import type { Outcome } from '../../../../gateways/gateway.js';
import { ALICE, romeo, SendingWorld } from './support.js';

const key = (outcome: Outcome): string => (outcome.kind === 'rejected' ? outcome.problem.text.key : outcome.kind);

describe('what may be sent', () => {
  let world: SendingWorld;
  before(async () => {
    world = await SendingWorld.start({
      recipients: { deny: ['denied.example', 'carol@example.com'] },
      limits: { mails: 3, perMail: 2, domainMails: 60, newcomers: { for: '0s' } },
    });
  });
  afterEach(() => world.peer.setRules());
  after(() => world.stop());

  it('goes to nobody whom the admin lets nobody write to, nor to contacts and reports as if they were mailboxes', async () => {
    assert.equal(key(await world.send({ contact: 'x@denied.example' })), 'email.policy.recipient-denied');
    assert.equal(key(await world.send({ contact: 'carol@example.com' })), 'email.policy.recipient-denied');
    assert.equal(key(await world.send({ contact: 'a\\40b@email.example.org' })), 'email.route.contact');
    assert.equal(key(await world.send({ contact: 'bounces+x@mail.example.org' })), 'email.route.own-address');
    assert.equal(world.peer.connections, 0);
  });

  it('goes to no more at once, and no further than through three gateways', async () => {
    const recipients = ['a', 'b', 'c'].map((name) => ({
      type: 'to' as const,
      contact: `${name}@example.com`,
      jid: name,
    }));
    assert.equal(key(await world.send({ recipients })), 'email.limit.per-mail');
    const headers = [{ name: 'X-XMPP-Gateway-Hops', value: '3' }];
    assert.equal(key(await world.send({ headers })), 'email.loop');
  });

  it('is refused to each of several for a reason of its own, and goes to the people behind groups once', async () => {
    const named = (...contacts: string[]) =>
      contacts.map((contact) => ({ type: 'to' as const, contact, jid: contact }));
    const group = 'abcdefghijklmnop.group';
    const none = await world.send({ recipients: named('x@denied.example', group, 'list.example.org') });
    assert.ok(none.kind === 'accepted');
    assert.deepEqual(none.parts, []);
    assert.deepEqual(none.refused?.map(({ contact, problem }) => [contact, problem.text.key]).toSorted(), [
      [group, 'email.group.unknown'],
      ['list.example.org', 'email.list.unknown'],
      ['x@denied.example', 'email.policy.recipient-denied'],
    ]);
    const known = await world.groups.keep(romeo(), [{ address: 'Ann@one.example' }, { address: 'no address' }]);
    world.peer.mails.length = 0;
    await world.send({ recipients: named(known, 'ann@one.example', 'ben@one.example') });
    assert.deepEqual(
      world.peer.mails[0]?.recipients.map(({ address }) => address),
      ['Ann@one.example', 'ben@one.example'],
    );
    world.peer.mails.length = 0;
    world.context.clock.advance(86_400_000);
  });

  it('is as much as one may send in a day; what the server refuses does not count', async () => {
    world.peer.setRules({ at: 'MAIL', times: 2, do: { reply: '550 5.7.1 No' } });
    for (let count = 0; count < 2; count += 1) assert.equal(key(await world.send()), 'email.failed.policy');
    for (let count = 0; count < 3; count += 1) {
      assert.equal(key(await world.send({ contact: `a${count}@domain${count}.example` })), 'accepted');
    }
    assert.equal(key(await world.send()), 'email.limit.mails');
    assert.equal(world.peer.mails.length, 3);
    world.context.clock.advance(86_400_000);
    assert.equal(key(await world.send()), 'accepted');
  });
});

describe('many mails to one domain', () => {
  it('wait for their places, and have them when they come again', async (t) => {
    const world = await SendingWorld.start({ limits: { domainMails: 60, newcomers: { for: '0s' } } });
    t.after(() => world.stop());
    const outcomes: Outcome[] = [];
    const envelopes = Array.from({ length: 10 }, (_, index) => world.envelope({ contact: `a${index}@one.example` }));
    for (const envelope of envelopes) outcomes.push(await world.submit(envelope));
    const later = outcomes.flatMap((outcome, index) =>
      outcome.kind === 'retry' ? [{ after: outcome.after, envelope: envelopes[index] ?? assert.fail() }] : [],
    );
    // A tenth of a minute's mails go in one burst, the others one a second.
    assert.ok(later.length >= 3 && later.length <= 4, String(later.length));
    const last = later.at(-1) ?? assert.fail();
    assert.ok(last.after > 2000 && last.after < 5000, String(last.after));
    world.context.clock.advance(last.after);
    assert.equal((await world.submit(last.envelope)).kind, 'accepted');
    assert.equal((await world.send({ contact: ALICE })).kind, 'accepted');
  });
});

describe('what a message says of an earlier mail', () => {
  const reactions = (added: string[]) => ({ id: 's', emojis: added, added, removed: [] });
  const found = { understood: true, found: true };

  it('is sent as another mail, or refused, as the user wants it', () => {
    const [replaces, retracts] = [{ replaces: { id: 's' } }, { retracts: { id: 's' } }];
    assert.equal(changeProblem(replaces, { corrections: 'mail' }), undefined);
    assert.equal(changeProblem(replaces, { corrections: 'refuse' })?.text.key, 'email.change.correction');
    assert.equal(changeProblem(retracts, { corrections: 'refuse' })?.text.key, 'email.change.retraction');
    assert.equal(changeProblem({}, { corrections: 'refuse' }), undefined);
  });

  it('is a reaction only where it is understood, or the user wants it always', () => {
    const why = (settings: 'capable' | 'always' | 'never', one: typeof found, added = ['👍']) =>
      reactionProblem(reactions(added), { reactions: settings }, one)?.text.key;
    assert.equal(why('capable', found), undefined);
    assert.equal(why('capable', { ...found, understood: false }), 'email.reaction.not-understood');
    assert.equal(why('always', { ...found, understood: false }), undefined);
    assert.equal(why('never', found), 'email.reaction.never');
    assert.equal(why('always', { ...found, found: false }), 'email.reaction.unknown');
    assert.equal(why('always', found, []), 'email.reaction.removed');
  });
});

describe('the Message-ID that a server gave', () => {
  it('is read from its reply', () => {
    const ours = 'ours@mail.example.org';
    const exchange =
      '2.6.0 <AM0PR01MB123@AM0PR01MB123.eurprd01.prod.exchangelabs.com> [InternalId=1, Hostname=A] Queued mail for delivery';
    assert.equal(givenMessageId(exchange, ours), 'AM0PR01MB123@AM0PR01MB123.eurprd01.prod.exchangelabs.com');
    assert.equal(
      givenMessageId('Ok 0100018f0a1b2c3d-12345678-1234-1234-1234-123456789012-000000', ours),
      '0100018f0a1b2c3d-12345678-1234-1234-1234-123456789012-000000@email.amazonses.com',
    );
    assert.equal(givenMessageId(`2.0.0 Ok <${ours}>`, ours), undefined);
    assert.equal(givenMessageId('2.0.0 Ok: queued as 4F1A2B3C', ours), undefined);
    assert.equal(givenMessageId('2.0.0 Message accepted <queue.17@relay.example>', ours), undefined);
    assert.equal(givenMessageId(undefined, ours), undefined);
    assert.equal(givenMessageId(`<${'<'.repeat(10_000)}@`, ours), undefined);
  });
});
