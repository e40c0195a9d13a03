import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { identityOf } from '../../../../gateways/email/accounts/identities.js';
import type { MailRecord } from '../../../../gateways/email/conversation/mail-records.js';
import { Readings } from '../../../../gateways/email/reading/readings.js';
import { Unread } from '../../../../gateways/email/receiving/unread.js';
import { ReadReports, type ReadReportWait } from '../../../../gateways/email/sending/read-reports.js';
import { until } from '../../../support/until.js';
import { ALICE, mercutio, SendingWorld } from './support.js';

const HOUR = 3_600_000;

describe('what the user has read', () => {
  let world: SendingWorld;
  let reports: ReadReports;
  let readings: Readings;
  let unread: Unread;
  const told: string[] = [];
  const lookedUp: string[] = [];
  before(async () => {
    world = await SendingWorld.start();
    unread = new Unread(world.context);
    reports = new ReadReports({
      ...world,
      signer: undefined,
      idKey: Buffer.alloc(32, 3),
      told: (_, { id }) => told.push(id),
    });
    readings = new Readings({
      ...world,
      records: {
        newest: async (account, ids) => {
          lookedUp.push(...ids);
          return await world.records.newest(account, ids);
        },
      },
      unread,
      reports,
      flags: { flag: (account, { id }, flag) => world.own.flag(account, { id }, flag) },
    });
  });
  afterEach(() => {
    world.peer.setRules();
    world.peer.mails.length = 0;
    world.own.flags.length = 0;
    world.context.waits.clear();
    told.length = 0;
    lookedUp.length = 0;
    world.context.accounts.set(mercutio().id, mercutio());
  });
  after(() => world.stop());

  /** A mail has come. */
  async function come(id: string, at: number, notify?: string): Promise<void> {
    const { id: account, born } = mercutio();
    const record: MailRecord = {
      id,
      account,
      born,
      by: 'contact',
      contact: ALICE,
      thread: 't',
      references: [],
      subject: `About ${id}`,
      reply: [{ address: ALICE }],
      others: [],
      at,
      place: { folder: 'INBOX', uidValidity: '1', uid: at },
      ...(notify === undefined ? {} : { notify }),
    };
    await Promise.all([world.records.put(record), unread.add(record)]);
  }

  let marks = 0;
  /** A client of the user says that a mail was displayed. What follows from it has been done when the next one is looked up. */
  async function displayed(id: string): Promise<void> {
    marks += 1;
    const next = `nothing ${marks}`;
    for (const one of [id, next]) {
      const about = { id: 'stanza', networkIds: [one], by: 'contact' as const };
      readings.signal(mercutio().id, { type: 'marker', state: 'displayed', contact: ALICE, about });
    }
    await until(() => lookedUp.includes(next), `what follows from that ${id} was displayed`);
  }

  const text = (index: number): string => world.peer.mails[index]?.octets.toString() ?? '';

  it('is marked up to the mail that was displayed, once', async () => {
    for (const [at, id] of ['a1@x', 'a2@x', 'a3@x'].entries()) await come(id, at + 1);
    await displayed('a2@x');
    assert.deepEqual(world.own.flags, [
      ['a1@x', '\\Seen'],
      ['a2@x', '\\Seen'],
    ]);
    await displayed('a1@x');
    await displayed('a3@x');
    assert.deepEqual(world.own.flags.slice(2), [['a3@x', '\\Seen']]);
    await displayed('nobody@knows');
    assert.equal(world.own.flags.length, 3);
  });

  it('is not marked where the user does not want that', async () => {
    world.context.accounts.set(mercutio().id, mercutio({ 'x-seen': 'false' }));
    await come('b1@x', 1);
    await displayed('b1@x');
    assert.deepEqual(world.own.flags, []);
  });

  it('is told to whoever asked, from the null sender, once', async () => {
    await come('c1@x', 1, ALICE);
    await displayed('c1@x');
    assert.equal(world.peer.mails.length, 1);
    assert.equal(world.peer.mails[0]?.from.address, '');
    assert.match(text(0), /^To: alice@example\.com\r$/m);
    assert.match(text(0), /^Subject: Read: About c1@x\r$/m);
    assert.match(text(0), /^Auto-Submitted: auto-replied\r$/m);
    assert.match(text(0), /^Original-Message-ID: <c1@x>\r$/m);
    assert.match(text(0), /^Disposition: manual-action\/MDN-sent-automatically; displayed\r$/m);
    assert.deepEqual(told, ['c1@x']);
    const identity = identityOf(mercutio(), world.config) ?? assert.fail();
    await reports.tell(identity, 'c1@x', ALICE);
    await displayed('c1@x');
    assert.equal(world.peer.mails.length, 1);
  });

  it('is told later where the server asks for that, for a day', async () => {
    world.peer.setRules({ at: 'MAIL', times: 1, do: { reply: '451 4.3.0 Not now' } });
    await come('d1@x', 1, ALICE);
    await displayed('d1@x');
    assert.equal(world.peer.mails.length, 0);
    const [wait] = [...world.context.waits.values()];
    world.context.clock.advance(HOUR);
    await reports.later(wait?.payload as ReadReportWait);
    await reports.later(wait?.payload as ReadReportWait);
    assert.equal(world.peer.mails.length, 1);

    world.peer.setRules({ at: 'MAIL', do: { reply: '451 4.3.0 Not now' } });
    await come('d2@x', 2, ALICE);
    await displayed('d2@x');
    world.context.clock.advance(25 * HOUR);
    const last = [...world.context.waits.values()].at(-1);
    world.context.waits.clear();
    await reports.later(last?.payload as ReadReportWait);
    assert.equal(world.context.waits.size, 0);
  });

  it('is not told where the provider takes nothing from the null sender, and never from another one', async () => {
    const senders = () => world.peer.lines.filter((line) => line.startsWith('MAIL FROM:'));
    const before = senders().length;
    const reply = '550 5.7.1 Sender address rejected: not owned by user mercutio@example.net';
    world.peer.setRules({ at: 'MAIL', about: '<>', do: { reply } });
    await come('f1@x', 1, ALICE);
    await displayed('f1@x');
    await displayed('f1@x');
    assert.deepEqual(
      senders()
        .slice(before)
        .map((line) => line.split(' ')[1]),
      ['FROM:<>'],
    );
    assert.deepEqual([told, world.context.waits.size, world.context.told], [[], 0, []]);
    assert.deepEqual(world.own.locks, []);
    // The mails of the user go out as before.
    assert.equal((await world.send({}, mercutio())).kind, 'accepted');
  });

  it('is told no more where nobody knows whether it was told', async () => {
    world.peer.setRules({ at: 'dot', times: 1, do: { close: true } });
    await come('e1@x', 1, ALICE);
    await displayed('e1@x');
    const identity = identityOf(mercutio(), world.config) ?? assert.fail();
    await reports.tell(identity, 'e1@x', ALICE);
    assert.equal(world.peer.mails.length, 1);
    assert.deepEqual(told, []);
  });
});
