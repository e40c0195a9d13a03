import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { EmailConfig } from '../../../../gateways/email/config.js';
import { ImapFailure } from '../../../../gateways/email/imap/failure.js';
import { KeptMails } from '../../../../gateways/email/receiving/kept-mails.js';
import { Releases, type WatchedBox } from '../../../../gateways/email/receiving/releases.js';
import { UserDesk } from '../../../../gateways/email/receiving/user-desk.js';
import { WaitingRoom } from '../../../../gateways/email/receiving/waiting-room.js';
import { type TestStore, testStore } from '../../store/support.js';
import { Core, receiving } from './parts.js';
import { account, config, romeo } from './support.js';

let redis: TestStore;
before(async () => {
  redis = await testStore();
});
after(() => redis.close());

const JID = 'romeo@example.org';
const ALICE = 'alice@example.net';
const DAY_MS = 86_400_000;
let names = 0;

/** A user with an address of the gateway, and mails that come to it; `again`: the same after a restart. */
function begin(fields: Readonly<Record<string, string>> = {}, section: Readonly<Record<string, unknown>> = {}) {
  names += 1;
  const name = `waiting-${names}`;
  return open(name, fields, config(section));
}

function open(name: string, fields: Readonly<Record<string, string>>, settings: EmailConfig) {
  const kv = redis.store.kv(name);
  const core = new Core(redis.store, kv, account(fields));
  const parts = receiving(core, settings);
  const take = (from: string, subject: string, body = 'Hello', more: readonly string[] = []) =>
    parts.inbox.take(romeo(fields), mailOf(from, subject, body, more), { via: 'lmtp' });
  /** Ends a wait as the lane does. */
  const end = async (key: RegExp) => {
    const [found, ...others] = [...core.waits].filter(([one]) => key.test(one));
    assert.ok(found !== undefined && others.length === 0, `waits: ${[...core.waits.keys()].join(', ')}`);
    core.waits.delete(found[0]);
    assert.ok(UserDesk.isWait(found[1].payload));
    await parts.users.later(found[1].payload);
  };
  const keys = async () => {
    const all = await redis.store.redis.keys(`${redis.prefix}:*.${name}}:*`);
    // Behind the family stands the form of the value.
    return all.map((key) => key.slice(key.indexOf(`${name}}:`) + name.length + 4));
  };
  const came = () => core.delivered.splice(0).map(({ contact, body }) => [contact, body]);
  const again = () => open(name, fields, settings);
  return { ...parts, core, take, end, keys, came, again };
}

function mailOf(from: string, subject: string, body: string, more: readonly string[] = []): Buffer {
  const id = `${subject.replaceAll(/\W/g, '')}@example.net`;
  return Buffer.from([`From: ${from}`, `Subject: ${subject}`, `Message-ID: <${id}>`, ...more, '', body].join('\r\n'));
}

/** Text that cannot be packed. */
const random = (octets: number): string =>
  (
    randomBytes(octets)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n');

describe('mail of strangers', () => {
  it('waits for the word of the user, over a restart, and comes when it is given', async () => {
    const first = begin({ 'x-unknown-senders': 'ask' });
    assert.deepEqual(await first.take(`Alice <${ALICE}>`, 'One'), { kind: 'held' });
    assert.deepEqual(await first.take(`Alice <${ALICE}>`, 'Two', 'Hello again'), { kind: 'held' });
    // The mail server repeats what it got no answer for.
    assert.deepEqual(await first.take(`Alice <${ALICE}>`, 'Two', 'Hello again'), { kind: 'held' });
    assert.deepEqual(first.core.asked[0], { account: JID, contact: ALICE, name: 'Alice', ask: true });
    assert.deepEqual(first.came(), []);
    await first.close();

    const { users, came, take, keys, people, close } = first.again();
    await users.hear({ type: 'subscription', account: JID, contact: ALICE, wanted: true });
    assert.deepEqual(came(), [
      [ALICE, 'Hello'],
      [ALICE, 'Hello again'],
    ]);
    assert.notEqual((await people.of(JID, ALICE)).accepted, undefined);
    assert.deepEqual(
      (await keys()).filter((key) => /^(mail|held):/.test(key)),
      [],
    );
    assert.equal((await take(ALICE, 'Three')).kind, 'delivered');
    await close();
  });

  it('comes also where the client of the user only answers that the sender may see the user', async () => {
    const { take, users, came, people, core, close } = begin({ 'x-unknown-senders': 'ask' });
    await take(ALICE, 'One');
    await users.hear({ type: 'allowed', account: JID, contact: ALICE });
    assert.deepEqual(came(), [[ALICE, 'Hello']]);
    assert.notEqual((await people.of(JID, ALICE)).accepted, undefined);
    // Many clients want to see whom they let in at the same time.
    await users.hear({ type: 'subscription', account: JID, contact: ALICE, wanted: true });
    assert.deepEqual(came(), []);
    assert.equal((await take(ALICE, 'Two')).kind, 'delivered');
    assert.equal(core.asked.length, 1);
    await close();
  });

  it('whom nobody can answer is asked about by a word of the gateway, once', async () => {
    const { take, came, core, releases, close } = begin({ 'x-unknown-senders': 'ask' });
    const shop = 'no-reply@shop.example';
    for (const subject of ['One', 'Two']) assert.equal((await take(shop, subject, subject)).kind, 'held');
    assert.deepEqual(core.told, [{ key: 'email.waiting.no-reply', params: { address: shop } }]);
    assert.deepEqual([core.asked, came()], [[], []]);
    await releases.accept(JID, shop);
    assert.deepEqual(came(), [
      [shop, 'One'],
      [shop, 'Two'],
    ]);
    await close();
  });

  it('is gone and comes no more when the user does not want it', async () => {
    const { take, users, came, keys, close } = begin({ 'x-unknown-senders': 'ask' });
    await take(ALICE, 'One');
    await users.hear({ type: 'subscription', account: JID, contact: ALICE, wanted: false });
    assert.deepEqual(came(), []);
    assert.deepEqual(
      (await keys()).filter((key) => /^(mail|held):/.test(key)),
      [],
    );
    assert.equal((await take(ALICE, 'Two')).kind, 'refused');
    // Who is removed from the contacts without anything waiting is not blocked.
    await users.hear({ type: 'subscription', account: JID, contact: 'bob@example.net', wanted: false });
    assert.equal((await take('bob@example.net', 'Three')).kind, 'held');
    await close();
  });

  it('is listed after a day where nobody is asked, and comes when the user writes', async () => {
    const { take, users, came, end, core, close } = begin({ 'x-unknown-senders': 'leave' });
    await take(ALICE, 'One');
    await take('bob@example.net', 'Other');
    assert.deepEqual(core.asked, []);
    assert.equal(core.waits.get('strangers:1:a1')?.ms, DAY_MS);
    await end(/^strangers:/);
    assert.deepEqual(core.told, [
      { key: 'email.waiting.strangers', params: { senders: 'alice@example.net, bob@example.net' } },
    ]);
    users.wrote('a1', { contact: ALICE });
    await core.until(() => core.delivered.length > 0, 'the mail of who was written to');
    assert.deepEqual(came(), [[ALICE, 'Hello']]);
    await close();
  });

  it('is not taken where there is no room for it, so that the mail server keeps it', async () => {
    const { take, came, close } = begin({ 'x-unknown-senders': 'ask' }, { sizes: { waiting: '1MiB' } });
    assert.equal((await take(ALICE, 'Large', random(600_000))).kind, 'held');
    assert.deepEqual(await take(ALICE, 'Larger', random(600_000)), { kind: 'full' });
    assert.equal((await take(ALICE, 'Small')).kind, 'held');
    assert.deepEqual(came(), []);
    await close();
  });

  it('that a filter calls junk waits apart, with less room', async () => {
    const { take, users, came, core, close } = begin({}, { sizes: { waiting: '1MiB' } });
    const junk = ['X-Spam-Flag: YES'];
    assert.equal((await take(ALICE, 'One', 'Buy', junk)).kind, 'held');
    assert.equal((await take(ALICE, 'Large', random(300_000), junk)).kind, 'refused');
    assert.deepEqual([came(), core.asked], [[], []]);
    await users.hear({ type: 'subscription', account: JID, contact: ALICE, wanted: true });
    assert.deepEqual(came(), [[ALICE, 'Buy']]);
    await close();
  });
});

describe('mail that waits for its user', () => {
  it('is told of in one digest, and comes, when the user is back', async () => {
    const { take, users, came, core, keys, close } = begin({ 'x-delivery': 'online' });
    core.shows = { available: false };
    await take(`Alice <${ALICE}>`, 'One');
    await take('bob@example.net', 'Two', 'Hi');
    assert.deepEqual(came(), []);
    await users.hear({ type: 'presence', account: JID, state: core.shows });
    assert.deepEqual(core.told, []);
    core.shows = { available: true };
    await users.hear({ type: 'presence', account: JID, state: core.shows });
    const text = 'While you were away 2 mails came:\n• Alice: One\n• bob@example.net: Two';
    assert.deepEqual(core.told, [{ key: 'email.digest', params: { text } }]);
    assert.deepEqual(came(), [
      [ALICE, 'Hello'],
      ['bob@example.net', 'Hi'],
    ]);
    assert.deepEqual(
      (await keys()).filter((key) => /^(mail|digest):/.test(key)),
      [],
    );
    await users.hear({ type: 'presence', account: JID, state: core.shows });
    assert.equal(core.told.length, 1);
    await close();
  });

  it('comes once, where another process took it than the one that hears of the user', async () => {
    const taking = begin({ 'x-delivery': 'online', 'x-quiet': '22:00-07:00' });
    const other = taking.again();
    const cores = [taking.core, other.core];
    for (const core of cores) core.shows = { available: false };
    for (const subject of ['One', 'Two', 'Three']) await taking.take(ALICE, subject, subject);
    // The quiet hours end when the user comes: each knows it by a way of its own.
    for (const core of cores) {
      core.clock.advance(10 * 3_600_000);
      core.shows = { available: true };
    }
    await Promise.all([
      taking.end(/^digest:/),
      other.users.hear({ type: 'presence', account: JID, state: { available: true } }),
    ]);
    assert.equal(taking.core.told.length + other.core.told.length, 1);
    assert.deepEqual(
      [...taking.came(), ...other.came()].map(([, body]) => body),
      ['One', 'Two', 'Three'],
    );
    // Who was second looks again whether the first one has lived to do all.
    const [late] = [taking, other].filter(({ core }) => core.waits.get('digest:1:a1')?.ms === 5000);
    await late?.end(/^digest:/);
    assert.equal(taking.core.told.length + other.core.told.length, 1);
    assert.deepEqual(await taking.keys().then((all) => all.filter((key) => /^(mail|digest|claim):/.test(key))), []);
    await other.close();
    await taking.close();
  });

  it('of a stranger comes once, where two processes let it in', async () => {
    const one = begin({ 'x-unknown-senders': 'ask' });
    const other = one.again();
    for (const subject of ['One', 'Two', 'Three']) await one.take(ALICE, subject, subject);
    await Promise.all([one.releases.accept(JID, ALICE), other.releases.accept(JID, ALICE)]);
    assert.deepEqual(
      [...one.came(), ...other.came()].map(([, body]) => body),
      ['One', 'Two', 'Three'],
    );
    await other.close();
    await one.close();
  });

  it('comes at last also to who is never seen', async () => {
    const { take, came, end, core, close } = begin({ 'x-delivery': 'online' });
    core.shows = { available: false };
    await take(ALICE, 'One');
    await take(ALICE, 'Two');
    assert.equal(core.waits.get('latest:1:a1')?.ms, 3 * DAY_MS);
    await end(/^latest:/);
    assert.equal(core.told.length, 1);
    assert.equal(came().length, 2);
    await close();
  });

  it('comes when the user came back just when it was put away', async () => {
    const { take, came, end, core, close } = begin({ 'x-delivery': 'online' });
    let asked = 0;
    core.presenceOf = async () => {
      asked += 1;
      return { available: asked > 1 };
    };
    await take(ALICE, 'One');
    await end(/^digest:/);
    assert.deepEqual(came(), [[ALICE, 'Hello']]);
    await close();
  });

  it('comes when the quiet hours are over', async () => {
    // The clock of these tests begins on Nov 14, 2023 at 22:13:20 UTC.
    const { take, came, end, core, close } = begin({ 'x-quiet': '22:00-07:00' });
    await take(ALICE, 'One');
    const wait = core.waits.get('digest:1:a1');
    assert.equal(wait?.ms, (9 * 60 - 14) * 60_000 + 40_000);
    core.clock.advance(3_600_000);
    await end(/^digest:/);
    assert.deepEqual(came(), []);
    core.clock.advance(core.waits.get('digest:1:a1')?.ms ?? 0);
    await end(/^digest:/);
    assert.deepEqual(came(), [[ALICE, 'Hello']]);
    await close();
  });

  it('comes at once where there is no room for it', async () => {
    const { take, came, core, close } = begin({ 'x-delivery': 'online' }, { sizes: { waiting: '1MiB' } });
    core.shows = { available: false };
    assert.equal((await take(ALICE, 'Large', random(1_200_000))).kind, 'delivered');
    assert.equal(came().length, 1);
    await close();
  });

  it('of who writes again and again comes together after an hour, and the user is told once', async () => {
    const { take, users, came, end, core, close } = begin({}, { limits: { notices: 2 } });
    for (const subject of ['One', 'Two', 'Three', 'Four']) await take(ALICE, subject, subject);
    assert.deepEqual(came(), [
      [ALICE, 'One'],
      [ALICE, 'Two'],
    ]);
    assert.deepEqual(core.told.splice(0), [{ key: 'email.loop.too-many', params: { address: ALICE } }]);
    await users.hear({ type: 'presence', account: JID, state: core.shows });
    assert.deepEqual(came(), []);
    core.clock.advance(3_600_000);
    await end(/^digest:/);
    assert.equal(core.told.length, 1);
    assert.deepEqual(came(), [
      [ALICE, 'Three'],
      [ALICE, 'Four'],
    ]);
    await close();
  });
});

describe('notices', () => {
  it('stand for mails that are kept', async () => {
    const { take, core, kept, records, close } = begin({ 'x-form': 'notice' });
    await take(`Alice <${ALICE}>`, 'One', 'Hello\r\nRomeo');
    const [notice] = core.delivered.splice(0);
    assert.equal(notice?.kind, 'headline');
    assert.equal(notice?.subject, 'One');
    assert.deepEqual(notice?.body?.split('\n'), [
      `Mail from Alice <${ALICE}>: One`,
      'Hello Romeo',
      `For the text write to the gateway: read ${ALICE}`,
    ]);
    const record = await records.get(account(), 'One@example.net');
    assert.ok(record !== undefined);
    const octets = await kept.read(account(), record);
    assert.deepEqual(octets && Buffer.from(octets), mailOf(`Alice <${ALICE}>`, 'One', 'Hello\r\nRomeo'));
    core.shows = { available: false };
    await take(ALICE, 'Two');
    assert.equal(core.delivered[0]?.kind, 'chat');
    await close();
  });

  it('are not enough where the mail cannot be kept', async () => {
    const { take, core, close } = begin({ 'x-form': 'notice' }, { sizes: { waiting: '1MiB' } });
    await take(ALICE, 'Large', `Hello\r\n${random(1_200_000)}`);
    assert.match(core.delivered[0]?.body ?? '', /^Hello\n/);
    await close();
  });

  it('do not repeat what a digest has told', async () => {
    const { take, users, core, records, close } = begin({ 'x-form': 'notice', 'x-delivery': 'online' });
    core.shows = { available: false };
    await take(ALICE, 'One');
    core.shows = { available: true };
    await users.hear({ type: 'presence', account: JID, state: core.shows });
    assert.match(String(core.told[0]?.params?.text), /alice@example\.net: One\nWrite read and the address of a sender/);
    assert.deepEqual(core.delivered, []);
    assert.notEqual(await records.get(account(), 'One@example.net'), undefined);
    await close();
  });
});

describe('the rest of a shortened mail at an address', () => {
  it('is kept for who asks for it', async () => {
    const { take, core, kept, records, close } = begin();
    await take(ALICE, 'Re: One', 'Yes\r\n\r\nOn Monday, Romeo wrote:\r\n> Shall we?');
    assert.match(core.delivered[0]?.body ?? '', /^Yes\n\[…\]$/);
    const record = await records.get(account(), 'ReOne@example.net');
    assert.ok(record !== undefined);
    assert.match(Buffer.from((await kept.read(account(), record)) ?? []).toString(), /> Shall we\?/);
    await close();
  });
});

describe('mail in a mailbox that waits', () => {
  /** A mailbox that cannot be had at first. */
  function mailbox() {
    names += 1;
    const core = new Core(redis.store, redis.store.kv(`waiting-${names}`), account());
    const brought: string[] = [];
    let failure: ImapFailure | undefined = new ImapFailure('down');
    const box: WatchedBox = {
      again: async ({ messageId = '' }) => {
        if (failure !== undefined) throw failure;
        brought.push(messageId);
      },
      mailbox: { state: 'up', search: async () => [] },
    };
    const settings = config();
    const parts = receiving(core, settings);
    const kept = new KeptMails({ context: core, records: parts.records, most: 1_000_000 });
    const room = new WaitingRoom(core, kept);
    const { people, inbox } = parts;
    const releases = new Releases({ context: core, config: settings, room, people, inbox, boxOf: () => box });
    const fail = (reason: 'down' | 'no-such-mail' | undefined) => {
      failure = reason === undefined ? undefined : new ImapFailure(reason);
    };
    const hold = (id: string) =>
      room.strangers.hold('1:a1', ALICE, id, {
        id,
        print: id,
        place: { folder: 'INBOX', uidValidity: '1', uid: 1 },
        source: { via: 'imap' },
      });
    return { core, releases, room, brought, fail, hold, close: parts.close };
  }

  it('comes when the mailbox can be had again, and what is gone from it is forgotten', async () => {
    const { core, releases, room, brought, fail, hold, close } = mailbox();
    await hold('m1');
    await releases.accept(JID, ALICE);
    assert.deepEqual(brought, []);
    const key = `release:1:a1:${ALICE}`;
    assert.deepEqual(core.waits.get(key), {
      ms: 30_000,
      payload: { kind: 'release', account: 'a1', born: 1, contact: ALICE, tried: 1 },
    });
    await releases.later({ kind: 'release', account: 'a1', born: 1, contact: ALICE, tried: 1 });
    assert.equal(core.waits.get(key)?.ms, 60_000);
    fail(undefined);
    await releases.later({ kind: 'release', account: 'a1', born: 1, contact: ALICE, tried: 2 });
    assert.deepEqual(brought, ['m1']);
    assert.equal(core.waits.size, 0);
    await hold('m2');
    fail('no-such-mail');
    await releases.release(JID, ALICE);
    assert.deepEqual(await room.strangers.of('1:a1', ALICE), []);
    // Of an account that was ended and made anew nothing comes.
    await hold('m3');
    fail(undefined);
    await releases.later({ kind: 'release', account: 'a1', born: 2, contact: ALICE, tried: 0 });
    assert.deepEqual(brought, ['m1']);
    await close();
  });
});

describe('what waits', () => {
  it('is forgotten with its user', async () => {
    const { take, keys, core, close } = begin({ 'x-unknown-senders': 'ask' });
    await take(ALICE, 'One');
    await take(ALICE, 'Junk', 'Buy', ['X-Spam-Flag: YES']);
    const other = open(`waiting-${names}`, { 'x-form': 'notice', 'x-quiet': '22:00-23:00' }, config());
    await other.take('bob@example.net', 'Two');
    const ofUser = /^(mail|mails-of|held|junk|digest|waiting):/;
    const before = (await keys()).filter((key) => ofUser.test(key));
    assert.ok(before.length >= 9, before.join(', '));
    await WaitingRoom.forget(core.kv, core.clock, JID);
    // How much room is taken ends by itself.
    assert.deepEqual(
      (await keys()).filter((key) => ofUser.test(key) && !/^junk:1:a1:\d+$/.test(key)),
      [],
    );
    await close();
    await other.close();
  });
});
