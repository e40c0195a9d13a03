import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readSettings } from '../../../../gateways/email/accounts/settings.js';
import type { MailRecord } from '../../../../gateways/email/conversation/mail-records.js';
import { listOf } from '../../../../gateways/email/lists/list-of.js';
import type { ReadMail } from '../../../../gateways/email/mime/mail.js';
import { KnownSenders } from '../../../../gateways/email/policy/known-senders.js';
import { Judgement } from '../../../../gateways/email/receiving/judgement.js';
import type { PresenceState } from '../../../../gateways/gateway.js';
import { type TestStore, testStore } from '../../store/support.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { config, NOW, read, romeo } from './support.js';

let redis: TestStore;
before(async () => {
  redis = await testStore();
});
after(() => redis.close());

interface Setting {
  readonly fields?: Readonly<Record<string, string>>;
  readonly section?: Readonly<Record<string, unknown>>;
  readonly presence?: PresenceState;
  readonly parent?: MailRecord;
  /** Whom the user has in the contact list. */
  readonly contacts?: readonly string[];
  /** It is counted with what is looked up. */
  readonly isFirst?: boolean;
  readonly now?: number;
}

const JID = 'romeo@example.org';
let names = 0;

/** A judge with a store of its own. */
function court({ section, presence = { available: true }, contacts: listed = [] }: Setting = {}) {
  names += 1;
  const kv = redis.store.kv(`judgement-${names}`);
  const people = new KnownSenders({ kv, clock: new ManualClock() });
  const judgement = new Judgement({
    context: {
      kv,
      presenceOf: () => Promise.resolve(presence),
      contacts: {
        list: () => Promise.resolve(listed),
        add: () => Promise.reject(new Error('a judge adds nobody')),
        remove: () => Promise.reject(new Error('a judge removes nobody')),
        answer: () => Promise.reject(new Error('a judge answers nobody')),
      },
    },
    config: config(section),
    people,
  });
  const judge = async (mail: ReadMail, { fields, parent, isFirst = false, now = NOW }: Setting = {}) => {
    const list = listOf(mail);
    const author = mail.from[0]?.address ?? '';
    return await judgement.of({
      identity: romeo(fields),
      settings: readSettings(romeo(fields).account.fields, config(section)),
      mail,
      author,
      senders: await judgement.senders(romeo(fields), author, list, isFirst),
      ...(list === undefined ? {} : { list }),
      ...(parent === undefined ? {} : { parent }),
      now,
    });
  };
  return { judge, judgement, people };
}

const alice = (...more: string[]) => read('From: Alice <alice@example.net>', ...more, '', 'Hello');

describe('the judgement of a mail', () => {
  it('lets it come', async () => {
    const { fate, warnings, automated } = await court().judge(alice());
    assert.deepEqual({ fate, warnings, automated }, { fate: { kind: 'deliver' }, warnings: [], automated: false });
  });

  it('refuses whom the admin denies, by the author and by the return path', async () => {
    const deny = court({ section: { senders: { deny: ['example.net'] } } });
    const refused = await deny.judge(alice());
    assert.equal(refused.fate.kind === 'refuse' && refused.fate.problem.text.key, 'email.policy.sender-denied');
    const path = read('Return-Path: <x@example.net>', 'From: bob@example.com', '', 'Hello');
    assert.equal((await deny.judge(path)).fate.kind, 'refuse');
    const allow = court({ section: { senders: { allow: ['example.net'] } } });
    assert.equal((await allow.judge(alice('Return-Path: <bounces@lists.example>'))).fate.kind, 'deliver');
    assert.equal((await allow.judge(read('From: bob@example.com', '', 'Hello'))).fate.kind, 'refuse');
    // One of several authors is enough to be denied.
    assert.equal((await deny.judge(read('From: bob@example.com, alice@example.net', '', 'x'))).fate.kind, 'refuse');
  });

  it('refuses whom the user has blocked, also over a list', async () => {
    const { judge, people } = court();
    await people.mark(JID, 'alice@example.net', 'blocked', true);
    assert.equal((await judge(alice())).fate.kind, 'refuse');
    assert.equal((await judge(alice('List-Id: <dev.lists.example.com>'))).fate.kind, 'refuse');
    await people.mark(JID, 'alice@example.net', 'accepted', true);
    assert.equal((await judge(alice())).fate.kind, 'deliver');
  });

  it('leaves what a filter calls junk, but not of whom the user lets come', async () => {
    const { judge, people } = court();
    const junk = alice('X-Spam-Flag: YES');
    assert.deepEqual((await judge(junk)).fate, { kind: 'leave', why: 'junk' });
    await people.wrote(JID, ['alice@example.net']);
    assert.equal((await judge(junk)).fate.kind, 'leave');
    await people.mark(JID, 'alice@example.net', 'accepted', true);
    assert.equal((await judge(junk)).fate.kind, 'deliver');
    // Known not to be from there: then it is junk whoever is accepted.
    const forged = alice('Authentication-Results: mx.example.org; dmarc=fail', 'X-Spam-Flag: YES');
    assert.equal((await judge(forged)).fate.kind, 'leave');
  });

  it('asks about strangers, or leaves what they write, as the user wants it', async () => {
    for (const wish of ['ask', 'leave'] as const) {
      const { judge, people } = court();
      const fields = { 'x-unknown-senders': wish };
      assert.equal((await judge(alice(), { fields })).fate.kind, wish);
      const parent = { by: 'user' } as MailRecord;
      assert.equal((await judge(alice(), { fields, parent })).fate.kind, 'deliver');
      assert.equal(
        (await judge(alice(), { fields: { ...fields, 'x-important': 'example.net' } })).fate.kind,
        'deliver',
      );
      await people.wrote(JID, ['Alice@example.net']);
      assert.equal((await judge(alice(), { fields })).fate.kind, 'deliver');
      const forged = alice('Authentication-Results: mx.example.org; dmarc=fail');
      assert.equal((await judge(forged, { fields })).fate.kind, wish);
      // Marks of others count nothing.
      const elsewhere = alice('Authentication-Results: mx.example.net; dmarc=fail');
      assert.equal((await judge(elsewhere, { fields })).fate.kind, 'deliver');
    }
  });

  it('asks about nobody who is a contact already, nor about who is not whom the mail names', async () => {
    const fields = { 'x-unknown-senders': 'ask' };
    const forged = alice('Authentication-Results: mx.example.org; dmarc=fail');
    const { judge } = court({ contacts: ['alice@example.net'] });
    assert.equal((await judge(alice(), { fields })).fate.kind, 'deliver');
    assert.deepEqual((await judge(forged, { fields })).fate, { kind: 'leave', why: 'stranger' });
    assert.equal((await court().judge(forged, { fields })).fate.kind, 'ask');
  });

  it('takes a list for the one who writes', async () => {
    const { judge, people } = court();
    const fields = { 'x-unknown-senders': 'ask' };
    const list = alice('List-Id: <dev.lists.example.com>');
    assert.equal((await judge(list, { fields })).fate.kind, 'ask');
    await people.mark(JID, 'dev.lists.example.com', 'accepted', true);
    assert.equal((await judge(list, { fields })).fate.kind, 'deliver');
    assert.equal((await judge(alice(), { fields })).fate.kind, 'ask');
  });

  it('lets the rest of one wait who writes again and again, but not that of a list', async () => {
    const { judge, people } = court({ section: { limits: { notices: 3 } } });
    const fate = async (mail: ReadMail, isFirst = false) => (await judge(mail, { isFirst })).fate;
    const rate = { kind: 'wait', why: 'rate', until: NOW + 3_600_000 };
    for (const isFirst of [true, false, true]) assert.equal((await fate(alice(), isFirst)).kind, 'deliver');
    assert.deepEqual(await fate(alice(), true), { ...rate, first: true }, 'of which the user is told');
    assert.deepEqual(await fate(alice()), rate);
    assert.equal((await fate(read('From: bob@example.com', '', 'x'))).kind, 'deliver');
    for (let n = 0; n < 5; n += 1) assert.equal((await fate(alice('List-Id: <dev.example.com>'))).kind, 'deliver');
    await people.mark(JID, 'alice@example.net', 'important', true);
    assert.equal((await fate(alice())).kind, 'deliver');
  });

  it('waits for who wants mail only while being there', async () => {
    const online = { 'x-delivery': 'online' };
    const fate = async (presence: PresenceState, fields: Readonly<Record<string, string>>, now = NOW) =>
      (await court({ presence }).judge(alice(), { fields, now })).fate;
    const away = { available: false };
    const busy = { available: true, show: 'dnd' } as const;
    assert.deepEqual(await fate(away, {}), { kind: 'deliver' });
    assert.deepEqual(await fate(away, online), { kind: 'wait', why: 'offline' });
    assert.deepEqual(await fate({ available: true }, online), { kind: 'deliver' });
    assert.deepEqual(await fate(busy, online), { kind: 'wait', why: 'busy' });
    assert.deepEqual(await fate(busy, { ...online, 'x-busy-is-away': 'false' }), { kind: 'deliver' });
    assert.deepEqual(await fate(away, { ...online, 'x-important': 'alice@example.net' }), { kind: 'deliver' });
    const quiet = { 'x-quiet': '11:00-13:30' };
    assert.deepEqual(await fate({ available: true }, quiet), { kind: 'wait', why: 'quiet', until: NOW + 90 * 60_000 });
    assert.deepEqual(await fate({ available: true }, quiet, NOW + 2 * 3_600_000), { kind: 'deliver' });
  });

  it('warns, by the word of servers that may know', async () => {
    const { judge } = court();
    const kinds = async (mail: ReadMail) => (await judge(mail)).warnings.map(({ kind }) => kind);
    assert.deepEqual(await kinds(alice('Authentication-Results: mx.example.org; dmarc=fail')), ['failed']);
    assert.deepEqual(await kinds(alice('Authentication-Results: mx.example.org; dmarc=pass')), []);
    assert.deepEqual(await kinds(alice('Authentication-Results: mx.evil.example; dmarc=fail')), []);
    assert.deepEqual(await kinds(alice('Return-Path: <x@elsewhere.example>')), ['unaligned']);
  });

  it('stops what goes in circles', () => {
    const { judgement } = court();
    const loop = (mail: ReadMail) => judgement.loop(mail, romeo())?.text.key;
    assert.equal(loop(alice('X-Loop: email.example.org')), 'email.loop');
    assert.equal(loop(alice('X-XMPP-Gateway-Hops: 3')), 'email.loop');
    assert.equal(
      loop(alice(...Array.from({ length: 51 }, () => 'Received: from a by b; Sat, 1 Aug 2026 11:00:00 +0000'))),
      'email.loop',
    );
    assert.equal(loop(alice('X-Loop: other.example.org')), undefined);
    // What a user sends to themselves comes back, and is no loop.
    assert.equal(loop(read('From: romeo@mail.example.org', 'Jabber-ID: romeo@example.org', '', 'x')), undefined);
  });
});
