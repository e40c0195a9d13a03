import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ImapFailure } from '../../../../gateways/email/imap/failure.js';
import type { FetchedMail, MailSummary } from '../../../../gateways/email/imap/types.js';
import { SentFolder } from '../../../../gateways/email/mailboxes/sent-folder.js';
import type { Account } from '../../../../gateways/gateway.js';
import { silentLog } from '../../../../src/log.js';
import { type TestStore, testStore } from '../../store/support.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

/** A folder of sent mail. */
class Folder {
  uidValidity = '1';
  readonly mails: MailSummary[] = [];
  looks = 0;
  exists = true;

  add(uid: number, internalDate: number, messageId?: string): void {
    const { uidValidity } = this;
    const id = messageId === undefined ? {} : { messageId };
    this.mails.push({ folder: 'Sent', uidValidity, uid, internalDate, flags: [], size: 1, ...id });
  }

  async folders() {
    return this.exists ? [{ path: 'Sent', use: 'sent' as const, selectable: true }] : [];
  }

  async status() {
    return { messages: this.mails.length, unseen: 0 };
  }

  async search() {
    this.looks += 1;
    return this.mails.map((mail) => ({ ...mail, uidValidity: this.uidValidity })).reverse();
  }

  /** What the server says when it is asked for a mail. */
  readonly refuses = new Map<number, ConstructorParameters<typeof ImapFailure>[0]>();
  fetches = 0;

  async fetchOne({ uid = 0 }: { readonly uid?: number }): Promise<FetchedMail> {
    this.fetches += 1;
    const reason = this.refuses.get(uid);
    if (reason !== undefined) throw new ImapFailure(reason);
    const octets = new Uint8Array();
    return {
      folder: 'Sent',
      uidValidity: this.uidValidity,
      uid,
      octets,
      size: 0,
      flags: [],
      envelope: {},
      identity: '',
    };
  }
}

describe('the folder of sent mail', () => {
  let store: TestStore;
  let born = 0;
  const clock = new ManualClock();
  before(async () => {
    store = await testStore();
  });
  after(() => store.close());

  function watch(folder: Folder, known: readonly string[] = [], fails: () => boolean = () => false) {
    const taken: number[] = [];
    const account: Account = {
      id: 'a',
      jid: 'a@example.org',
      label: '',
      born,
      rev: 1,
      fields: {},
      since: clock.now(),
    };
    const sent = new SentFolder({
      account,
      context: { kv: store.store.kv('email'), clock, log: silentLog },
      mailbox: folder,
      every: 60_000,
      random: () => 0.5,
      isKnown: async (id) => known.includes(id),
      take: async ({ uid }) => {
        if (fails()) throw new Error('not now');
        taken.push(uid);
      },
    });
    return { sent, taken };
  }

  it('tells of what has come since the user registered, once, whoever looks', async () => {
    born += 1;
    const folder = new Folder();
    folder.add(1, clock.now() - 60_000);
    folder.add(2, clock.now() + 1, 'ours@x');
    folder.add(3, clock.now() + 1, 'theirs@x');
    folder.add(4, clock.now() + 1);
    const one = watch(folder, ['ours@x']);
    await one.sent.look();
    assert.deepEqual(one.taken, [3, 4]);
    const other = watch(folder, ['ours@x']);
    await other.sent.look();
    folder.add(5, clock.now() + 1, 'new@x');
    await other.sent.look();
    assert.deepEqual(other.taken, [5]);
  });

  it('tells of what came in the very second in which the user registered', async () => {
    born += 1;
    clock.advance(700);
    const folder = new Folder();
    const { sent, taken } = watch(folder);
    const second = clock.now() - (clock.now() % 1000);
    folder.add(1, second - 1000);
    folder.add(2, second);
    await sent.look();
    assert.deepEqual(taken, [2]);
  });

  it('is not looked through while the number of its mails is the same, nor where there is none', async () => {
    born += 1;
    const folder = new Folder();
    const { sent } = watch(folder);
    for (let times = 0; times < 3; times += 1) await sent.look();
    assert.equal(folder.looks, 1);
    folder.add(1, clock.now(), 'ours@x');
    await sent.look(1000);
    assert.equal(folder.looks, 1);
    clock.advance(1000);
    await sent.look(1000);
    assert.equal(folder.looks, 2);
    folder.exists = false;
    folder.add(2, clock.now());
    await sent.look();
    assert.equal(folder.looks, 2);
  });

  it('tells again of a mail that could not be taken, and of those behind it', async () => {
    born += 1;
    const folder = new Folder();
    for (const uid of [1, 2, 3]) folder.add(uid, clock.now() + 1);
    let calls = 0;
    const { sent, taken } = watch(folder, [], () => {
      calls += 1;
      return calls === 2;
    });
    await sent.look();
    assert.deepEqual(taken, [1]);
    await sent.look();
    assert.deepEqual(taken, [1, 2, 3]);
  });

  it('passes a mail that the server never gives out, after some looks, and tells of those behind it', async () => {
    born += 1;
    const folder = new Folder();
    for (const uid of [1, 2, 3]) folder.add(uid, clock.now() + 1);
    folder.refuses.set(2, 'protocol');
    const { sent, taken } = watch(folder);
    for (let looks = 0; looks < 2; looks += 1) await sent.look();
    assert.deepEqual([taken, folder.fetches], [[1], 3]);
    await sent.look();
    assert.deepEqual([taken, folder.fetches], [[1, 3], 5]);
    await sent.look();
    assert.equal(folder.fetches, 5);
  });

  it('passes none because the mailbox is not connected', async () => {
    born += 1;
    const folder = new Folder();
    for (const uid of [1, 2]) folder.add(uid, clock.now() + 1);
    folder.refuses.set(1, 'down');
    const { sent, taken } = watch(folder);
    for (let looks = 0; looks < 9; looks += 1) await sent.look();
    assert.deepEqual(taken, []);
    folder.refuses.clear();
    await sent.look();
    assert.deepEqual(taken, [1, 2]);
  });

  it('tells of nothing again when the server numbers it anew', async () => {
    born += 1;
    const folder = new Folder();
    for (const uid of [7, 8]) folder.add(uid, clock.now());
    const { sent, taken } = watch(folder);
    await sent.look();
    clock.advance(60_000);
    folder.uidValidity = '2';
    folder.mails.splice(0);
    for (const uid of [1, 2]) folder.add(uid, clock.now() - 60_000);
    folder.add(3, clock.now() + 1);
    await sent.look();
    assert.deepEqual(taken, [7, 8, 3]);
  });

  it('is looked at now and then, until it is closed', async () => {
    born += 1;
    const folder = new Folder();
    const { sent, taken } = watch(folder);
    sent.start();
    folder.add(1, clock.now() + 1);
    clock.advance(20_000);
    await sent.look();
    assert.deepEqual(taken, [1]);
    sent.close();
    folder.add(2, clock.now() + 1);
    clock.advance(600_000);
    assert.equal(folder.looks, 1);
  });
});
