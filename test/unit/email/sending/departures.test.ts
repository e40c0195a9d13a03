import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Problem } from '../../../../gateways/gateway.js';
import { ALICE, BOB, idOf, romeo, SendingWorld } from './support.js';

const HELD = { 'x-hold': '10' };
const HOUR = 3_600_000;
const key = (problem: Problem | undefined): string | undefined => problem?.text.key;

describe('when mails go out', () => {
  let world: SendingWorld;
  before(async () => {
    world = await SendingWorld.start({ limits: { domainMails: 1_000_000 } });
  });
  afterEach(() => {
    world.peer.setRules();
    world.peer.mails.length = 0;
    world.context.waits.clear();
    world.context.reports.length = 0;
    world.context.told.length = 0;
    world.context.writable = true;
    world.context.accounts.set(romeo().id, romeo());
  });
  after(() => world.stop());
  const hold = (fields: Readonly<Record<string, string>> = HELD) =>
    world.context.accounts.set(romeo().id, romeo(fields));

  it('is at once where nothing holds them', async () => {
    const outcome = await world.send({ body: 'now' });
    assert.equal(outcome.kind, 'accepted');
    assert.deepEqual(world.texts(), ['now']);
    assert.equal(world.context.waits.size, 0);
  });

  it('is when their time is over where the user has set one', async () => {
    hold();
    const outcome = await world.send({ body: 'later' });
    assert.match(idOf(outcome), /@mail\.example\.org$/);
    await world.pass(9_999);
    assert.deepEqual(world.texts(), []);
    await world.pass(1);
    assert.deepEqual(world.texts(), ['later']);
    assert.match(world.peer.mails[0]?.octets.toString() ?? '', new RegExp(`Message-ID: <${idOf(outcome)}>`));
    assert.equal(world.context.waits.size, 0);
    assert.deepEqual(await world.waiting.held(romeo(), ALICE), []);
  });

  it('is in the order of writing, also when all are due at once, and when the user holds nothing any more', async () => {
    hold();
    for (const body of ['one', 'two', 'three']) await world.send({ body });
    hold({ 'x-hold': '0' });
    await world.send({ body: 'four' });
    await world.send({ body: 'elsewhere', contact: BOB });
    assert.deepEqual(world.texts(), ['elsewhere']);
    await world.pass(60_000);
    assert.deepEqual(world.texts(), ['elsewhere', 'one', 'two', 'three', 'four']);
    await world.send({ body: 'five' });
    assert.equal(world.texts().at(-1), 'five');
  });

  it('can be corrected and taken back until then', async () => {
    hold();
    const [wrong, gone] = [await world.send({ body: 'wrong', subject: 'S' }), await world.send({ body: 'gone' })];
    const corrected = await world.send({ body: 'right', replaces: { id: 's', networkIds: [idOf(wrong)] } });
    assert.equal(idOf(corrected), idOf(wrong));
    const retracted = await world.send({ body: 'is taken back', retracts: { id: 's', networkIds: [idOf(gone)] } });
    assert.deepEqual(retracted, { kind: 'accepted', parts: [] });
    await world.pass(60_000);
    assert.deepEqual(world.texts(), ['right']);
    assert.match(world.peer.mails[0]?.octets.toString() ?? '', /^Subject: S\r$/m);
  });

  it('cannot be changed any more afterwards: another mail says so', async () => {
    hold();
    const sent = await world.send({ body: 'wrong' });
    await world.pass(10_000);
    hold({ 'x-hold': '0' });
    await world.send({ body: 'right', replaces: { id: 's', networkIds: [idOf(sent)] } });
    assert.deepEqual(world.texts(), ['wrong', 'Correction of my last mail:\n\nright']);
    assert.match(world.peer.mails[1]?.octets.toString() ?? '', new RegExp(`^Chat-Edit: <${idOf(sent)}>\\r$`, 'm'));
  });

  it('is never, for what cannot go to anybody: that is told at once', async () => {
    hold();
    const outcome = await world.send({ contact: 'x\\40y@email.example.org' });
    assert.ok(outcome.kind === 'rejected');
    assert.equal(key(outcome.problem), 'email.route.contact');
    assert.equal(world.context.waits.size, 0);
  });

  it('is once, when a wait comes twice and when the process ends at any step', async () => {
    hold();
    const outcome = await world.send({ body: 'once' });
    const [wait] = [...world.context.waits.values()];
    await world.pass(10_000);
    world.restart();
    await world.departures.later(wait?.payload as never);
    assert.deepEqual(world.texts(), ['once']);
    // It may have been written: nobody knows, and it is not sent again.
    const name = world.records.nameOf(romeo(), idOf(outcome));
    await world.waiting.begin(name, {
      id: 'e1',
      account: romeo().id,
      born: romeo().born,
      event: world.envelope({ body: 'begun' }).event ?? assert.fail(),
      at: 0,
      held: 1,
    });
    await world.departures.later({ kind: 'departure', name, account: romeo().id });
    assert.deepEqual(world.texts(), ['once']);
    const [report] = world.context.reports;
    assert.deepEqual([report?.state, key(report?.problem)], ['failed', 'email.unknown']);
  });

  it('is later, and not told as begun, while another process may hold the lane', async () => {
    hold();
    await world.send({ body: 'mine' });
    world.context.writable = false;
    await assert.rejects(world.pass(10_000), /another process/);
    world.context.writable = true;
    world.restart();
    await world.pass(1);
    assert.deepEqual(world.texts(), ['mine']);
  });

  it('is never for an account that was ended, or is another registration', async () => {
    hold();
    await world.send({ body: 'of the old one' });
    world.context.accounts.set(romeo().id, { ...romeo(HELD), born: 8 });
    await world.pass(60_000);
    assert.deepEqual(world.texts(), []);
    assert.equal(world.context.waits.size, 0);
  });

  it('is again while the server asks for that, with one word after four hours, and an end after five days', async () => {
    hold();
    world.peer.setRules({ at: 'MAIL', do: { reply: '451 4.3.0 Not now' } });
    const outcome = await world.send({ body: 'patient', subject: 'Long' });
    await world.pass(10_000);
    assert.equal(world.context.waits.size, 1);
    for (let hours = 0; hours < 3.9; hours += 0.1) await world.pass(HOUR / 10);
    assert.equal(world.context.told.length, 0);
    for (let hours = 0; hours < 10; hours += 0.25) await world.pass(HOUR / 4);
    assert.deepEqual(
      world.context.told.map((text) => [text.key, text.params?.address, text.params?.subject]),
      [['email.waiting', ALICE, 'Long']],
    );
    for (let hours = 0; hours < 120; hours += 4) await world.pass(4 * HOUR);
    assert.deepEqual(
      world.context.reports.map(({ ids, state }) => [ids[0]?.id, state]),
      [[idOf(outcome), 'failed']],
    );
    assert.equal(world.context.waits.size, 0);
  });

  it('of a room is later too, and nobody who enters or leaves it waits for that', async () => {
    world.peer.setRules({ at: 'MAIL', times: 1, do: { reply: '451 4.3.0 Not now' } });
    const outcome = await world.send({ body: 'patient', room: { to: 'all' } });
    assert.ok(outcome.kind === 'accepted');
    assert.equal(world.peer.mails.length, 0);
    await world.pass(20 * 60_000);
    assert.deepEqual(
      world.peer.mails.map(({ recipients: to }) => to.map(({ address }) => address)),
      [[ALICE]],
    );
    assert.match(world.peer.mails[0]?.octets.toString() ?? '', new RegExp(`^Message-ID: <${idOf(outcome)}>`, 'm'));
    assert.equal(world.context.waits.size, 0);
  });

  it('is later for those alone whom the server does not take now', async () => {
    world.peer.setRules({ at: 'RCPT', about: BOB, times: 1, do: { reply: '450 4.2.1 Greylisted' } });
    const recipients = [
      { type: 'to' as const, contact: ALICE, jid: 'a' },
      { type: 'to' as const, contact: BOB, jid: 'b' },
      { type: 'cc' as const, contact: 'no\\40one@email.example.org', jid: 'c' },
    ];
    const outcome = await world.send({ body: 'both', recipients });
    assert.ok(outcome.kind === 'accepted');
    assert.deepEqual(
      outcome.parts.map(({ contact }) => contact),
      [ALICE, BOB],
    );
    assert.deepEqual(
      outcome.refused?.map(({ contact, problem }) => [contact, key(problem)]),
      [['no\\40one@email.example.org', 'email.route.contact']],
    );
    await world.pass(20 * 60_000);
    assert.deepEqual(
      world.peer.mails.map(({ recipients: to }) => to.map(({ address }) => address)),
      [[ALICE], [BOB]],
    );
    const ids = world.peer.mails.map(({ octets }) => /^Message-ID: .*$/m.exec(octets.toString())?.[0]);
    assert.equal(new Set(ids).size, 1);
    assert.equal(world.context.waits.size, 0);
  });

  it('is told of those alone whom a later attempt was for', async () => {
    const both = [ALICE, BOB].map((contact) => ({ type: 'to' as const, contact, jid: contact }));
    const told = () => world.context.reports.map(({ ids, contact, problem }) => [ids[0]?.id, contact, key(problem)]);
    const greylisted = { at: 'RCPT' as const, about: BOB, times: 1, do: { reply: '450 4.2.1 Greylisted' } };
    world.peer.setRules(greylisted, { at: 'RCPT', about: BOB, do: { reply: '550 5.1.1 Nobody' } });
    const refused = await world.send({ body: 'refused', recipients: both });
    await world.pass(20 * 60_000);
    assert.deepEqual(told(), [[`${idOf(refused)}#1`, BOB, 'email.failed.unknown-address']]);
    world.peer.setRules(greylisted, { at: 'dot', about: BOB, do: { close: true } });
    const lost = await world.send({ body: 'lost', recipients: both });
    await world.pass(20 * 60_000);
    assert.deepEqual(told().slice(1), [[`${idOf(lost)}#1`, BOB, 'email.unknown']]);
    world.peer.setRules(greylisted);
    const cut = await world.send({ body: 'cut off', recipients: both });
    const [wait] = [...world.context.waits.values()];
    const { name } = (wait ?? assert.fail()).payload as { readonly name: string };
    await world.waiting.begin(name, (await world.waiting.get(name)) ?? assert.fail());
    await world.departures.later({ kind: 'departure', name, account: romeo().id });
    assert.deepEqual(told().slice(2), [[`${idOf(cut)}#1`, BOB, 'email.unknown']]);
  });

  it('is refused for sure where the server had said so, though its last answer was lost', async () => {
    world.peer.setRules(
      { at: 'RCPT', about: BOB, do: { reply: '550 5.1.1 Nobody' } },
      { at: 'dot', do: { close: true } },
    );
    const envelope = world.envelope({
      recipients: [ALICE, BOB].map((contact) => ({ type: 'to', contact, jid: contact })),
    });
    const outcome = await world.submit(envelope);
    assert.ok(outcome.kind === 'accepted');
    assert.deepEqual(outcome.parts, []);
    assert.deepEqual(
      outcome.refused?.map(({ contact, problem }) => [contact, key(problem), problem.maybeSent]),
      [
        [ALICE, 'email.unknown', true],
        [BOB, 'email.failed.unknown-address', undefined],
      ],
    );
    const id = /^Message-ID: <(.*)>\r$/m.exec(world.peer.mails[0]?.octets.toString() ?? '')?.[1] ?? assert.fail();
    await world.fates.settleDoubt(world.records.nameOf(romeo(), id));
    assert.deepEqual(world.context.late.splice(0), [{ id: envelope.id, parts: [{ id, contact: ALICE }] }]);
  });

  it('is not known where the answer to the last dot is lost; what comes back settles it', async () => {
    world.peer.setRules({ at: 'dot', do: { close: true } });
    const envelope = world.envelope({ body: 'who knows' });
    const outcome = await world.submit(envelope);
    assert.equal(outcome.kind, 'unknown');
    assert.equal(world.peer.mails.length, 1);
    const id = /^Message-ID: <(.*)>\r$/m.exec(world.peer.mails[0]?.octets.toString() ?? '')?.[1] ?? assert.fail();
    const name = world.records.nameOf(romeo(), id);
    for (let times = 0; times < 2; times += 1) await world.fates.settleDoubt(name);
    assert.deepEqual(world.context.late, [{ id: envelope.id, parts: [{ id, contact: ALICE }] }]);
  });

  it('is told as the receipt where the user counts it so', async () => {
    hold({ 'x-receipts': 'accepted' });
    const outcome = await world.send({ receipt: true });
    await world.send({ receipt: false });
    assert.deepEqual(
      world.context.reports.map(({ ids, state }) => [ids[0]?.id, state]),
      [[idOf(outcome), 'delivered']],
    );
    hold({ 'x-receipts': 'accepted', 'x-hold': '10' });
    const held = await world.send({ receipt: true });
    assert.equal(world.context.reports.length, 1);
    await world.pass(10_000);
    assert.deepEqual(world.context.reports[1]?.ids[0]?.id, idOf(held));
  });
});
