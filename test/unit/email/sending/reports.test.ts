import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { identityOf } from '../../../../gateways/email/accounts/identities.js';
import { tellReport } from '../../../../gateways/email/receiving/reports.js';
import type { DsnRecipient, DsnReport } from '../../../../gateways/email/reports/report.js';
import { ALICE, BOB, idOf, mercutio, romeo, SendingWorld } from './support.js';

describe('what reports tell of a mail', () => {
  let world: SendingWorld;
  before(async () => {
    world = await SendingWorld.start({ limits: { domainMails: 1_000_000 } });
  });
  afterEach(() => {
    world.context.reports.length = 0;
    world.context.told.length = 0;
    world.context.delivered.length = 0;
    world.context.accounts.set(romeo().id, romeo());
  });
  after(() => world.stop());

  const both = [
    { type: 'to' as const, contact: ALICE, jid: 'a' },
    { type: 'to' as const, contact: BOB, jid: 'b' },
  ];
  async function tell(id: string, recipients: readonly Partial<DsnRecipient>[], relayed = false): Promise<boolean> {
    const identity = identityOf(romeo(), world.config) ?? assert.fail();
    const status = { class: 4, subject: 4, detail: 1 } as const;
    return await tellReport(
      { ...world, config: { reports: { relayed } } },
      identity,
      {
        kind: 'dsn',
        originalMessageId: id,
        recipients: recipients.map((one) => ({ final: ALICE, action: 'delayed', status, ...one })),
      },
      undefined,
    );
  }
  const told = () => world.context.reports.map(({ ids, state, contact }) => [ids[0]?.id, contact, state]);

  it('is the fate of each recipient by itself', async () => {
    const id = idOf(await world.send({ recipients: both }));
    const failed = { class: 5, subject: 1, detail: 1 } as const;
    await tell(id, [
      { action: 'delivered' },
      { final: 'BOB@example.com', action: 'failed', status: failed },
      { final: 'carol@example.com', action: 'failed', status: failed },
    ]);
    assert.deepEqual(told(), [
      [id, ALICE, 'delivered'],
      [`${id}#1`, BOB, 'failed'],
    ]);
  });

  it('is nothing where a server passed it on that tells no more, unless the admin counts that', async () => {
    const id = idOf(await world.send());
    assert.equal(await tell(id, [{ action: 'relayed' }, { action: 'expanded' }]), true);
    assert.deepEqual(told(), []);
    await tell(id, [{ action: 'relayed' }], true);
    assert.deepEqual(told(), [[id, ALICE, 'delivered']]);
  });

  it('is one word, where a server tries on', async () => {
    const id = idOf(await world.send({ subject: 'Slow' }));
    for (let times = 0; times < 3; times += 1) await tell(id, [{ action: 'delayed', diagnostic: '451 4.4.1 Away' }]);
    assert.deepEqual(
      world.context.told.map(({ key, params }) => [key, params?.address, params?.subject]),
      [['email.waiting', ALICE, 'Slow']],
    );
    assert.deepEqual(told(), []);
  });

  it('is a message of the contact, where a receipt was given before', async () => {
    world.context.accounts.set(romeo().id, romeo({ 'x-receipts': 'accepted' }));
    const id = idOf(await world.send({ receipt: true }));
    assert.deepEqual(told(), [[id, ALICE, 'delivered']]);
    const status = { class: 5, subject: 1, detail: 1 } as const;
    await tell(id, [{ action: 'failed', status }]);
    assert.equal(world.context.reports.length, 1);
    const [message] = world.context.delivered;
    assert.deepEqual([message?.contact, message?.reply?.to], [ALICE, id]);
    assert.match(message?.body ?? '', /alice@example\.com/);
  });

  it('is nothing of a mail that this user has not sent', async () => {
    assert.equal(await tell('nobody@sent.this', [{ action: 'failed' }]), false);
    await world.records.put({
      id: 'came@example.com',
      account: romeo().id,
      born: romeo().born,
      by: 'contact',
      contact: ALICE,
      thread: 't',
      references: [],
      subject: '',
      reply: [],
      others: [],
      at: 0,
    });
    assert.equal(await tell('came@example.com', [{ action: 'failed' }]), false);
    assert.deepEqual(told(), []);
  });

  it('is nothing to another user, by whatever it names the mail', async () => {
    world.context.accounts.set(mercutio().id, mercutio());
    const id = idOf(await world.send({ recipients: both }));
    const name = world.records.nameOf(romeo(), id);
    const report: DsnReport = {
      kind: 'dsn',
      envelopeId: name,
      originalMessageId: id,
      originalReferences: [id],
      recipients: [{ final: ALICE, action: 'failed', status: { class: 5, subject: 1, detail: 1 } }],
    };
    const parts = { ...world, config: { reports: { relayed: true } } };
    const [other, own] = [mercutio(), romeo()].map((one) => identityOf(one, world.config) ?? assert.fail());
    assert.equal((await world.records.byName(name))?.id, id);
    assert.equal(await tellReport(parts, other ?? assert.fail(), report, name), false);
    assert.deepEqual(told(), []);
    assert.equal(await tellReport(parts, own ?? assert.fail(), report, name), true);
    assert.deepEqual(told(), [[id, ALICE, 'failed']]);
  });
});
