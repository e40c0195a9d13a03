import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, it } from 'node:test';
import { identityOf } from '../../../../gateways/email/accounts/identities.js';
import type { Identity } from '../../../../gateways/email/conversation/identity.js';
import type { MailRecord } from '../../../../gateways/email/conversation/mail-records.js';
import type { MdnReport } from '../../../../gateways/email/reports/report.js';
import { Correspondents } from '../../../../gateways/email/secure/correspondents.js';
import { DirectNotices, type NoticeWait } from '../../../../gateways/email/secure/direct/notices.js';
import { DirectProfile } from '../../../../gateways/email/secure/direct/profile.js';
import { DirectProgressBook, type SilenceWait } from '../../../../gateways/email/secure/direct/progress-book.js';
import { KeyRing } from '../../../../gateways/email/secure/key-ring.js';
import { CA, Desk, makeCertificate, person } from '../crypto/support/openssl.js';
import { romeo, SendingWorld } from '../sending/support.js';

const ALICE = 'alice@example.net';
const HOUR = 3_600_000;

describe('what is told of objects for peers', () => {
  let world: SendingWorld;
  let self: Identity;
  before(async () => {
    world = await SendingWorld.start();
    const found = identityOf(romeo(), world.config);
    assert.ok(found);
    self = found;
  });
  after(async () => await world.stop());

  describe('to who sent them', () => {
    let book: DirectProgressBook;
    let record: MailRecord;
    let count = 0;
    beforeEach(async () => {
      const { context, config, records } = world;
      book = new DirectProgressBook({ context, config, records });
      count += 1;
      record = {
        id: `object${count}@mail.example.org`,
        account: self.account.id,
        born: self.account.born,
        by: 'user',
        contact: ALICE,
        thread: 't',
        references: [],
        subject: 'Secured message',
        reply: [],
        others: [],
        recipients: [{ contact: ALICE, address: 'Alice@example.net' }],
        at: context.clock.now(),
      };
      await records.put(record);
      context.reports.length = 0;
      context.delivered.length = 0;
      context.waits.clear();
      await book.begun(self, record, ['Alice@example.net']);
    });

    const notice = (type: string, modifiers: readonly string[] = []): MdnReport => ({
      kind: 'mdn',
      originalMessageId: record.id,
      finalRecipient: ALICE,
      disposition: { action: 'automatic-action', sending: 'mdn-sent-automatically', type, modifiers },
    });
    const pass = async (ms: number): Promise<void> => {
      world.context.clock.advance(ms);
      for (const [key, { at, payload }] of [...world.context.waits]) {
        if (at > world.context.clock.now()) continue;
        world.context.waits.delete(key);
        await book.later(payload as SilenceWait);
      }
    };
    const told = (): readonly string[] => [
      ...world.context.reports.map(({ state, problem }) => (problem === undefined ? state : problem.text.key)),
      ...world.context.delivered.map(({ displayed, kind }) => (displayed === undefined ? (kind ?? '?') : 'displayed')),
    ];

    it('is that nobody took it, after an hour of silence, and nothing more', async () => {
      await pass(HOUR - 1);
      assert.deepEqual(told(), []);
      await pass(2 * 1000);
      assert.deepEqual(told(), ['email.direct.silence']);
      await book.noticed(self, ALICE, notice('dispatched'));
      await pass(48 * HOUR);
      assert.deepEqual(told(), ['email.direct.silence']);
    });

    it('is each step, and none twice', async () => {
      await book.noticed(self, ALICE, notice('processed'));
      await book.noticed(self, ALICE, notice('processed'));
      assert.deepEqual(told(), ['headline']);
      await book.noticed(self, `postmaster@example.net`, notice('dispatched'));
      await book.noticed(self, ALICE, notice('displayed'));
      await pass(48 * HOUR);
      assert.deepEqual(told(), ['delivered', 'delivered', 'headline', 'displayed']);
    });

    it('is that it never came where it was to go, a day after it was taken', async () => {
      await book.noticed(self, ALICE, notice('processed'));
      await pass(2 * HOUR);
      assert.deepEqual(told(), ['headline']);
      await pass(23 * HOUR);
      assert.deepEqual(told(), ['email.direct.silence', 'headline']);
    });

    it('is that it was refused, where the agent says so or says that something went wrong', async () => {
      await book.noticed(self, ALICE, notice('failed'));
      assert.deepEqual(told(), ['email.direct.refused-there']);
      await book.noticed(self, ALICE, notice('processed', ['error']));
      assert.deepEqual(told(), ['email.direct.refused-there']);
    });

    it('is nothing that others say of it', async () => {
      await book.noticed(self, 'mallory@elsewhere.example', notice('failed'));
      await book.noticed(self, ALICE, { ...notice('failed'), originalMessageId: 'other@mail.example.org' });
      assert.deepEqual(told(), []);
    });

    it('is nothing more where a mail server has told that it failed, or did not take it', async () => {
      await book.bounced(self, {
        kind: 'dsn',
        originalMessageId: record.id,
        recipients: [{ final: ALICE, action: 'failed', status: { class: 5, subject: 1, detail: 1 } }],
      });
      await pass(48 * HOUR);
      assert.deepEqual(told(), []);
      await book.begun(self, record, [ALICE]);
      await book.unsent(self, record, [ALICE]);
      await pass(48 * HOUR);
      assert.deepEqual(told(), []);
    });
  });

  describe('to the agent of who sent them', () => {
    const desk = new Desk();
    let notices: DirectNotices;
    before(() => {
      const authority = makeCertificate(desk, 'ca', { extensions: CA });
      desk.write('ca.pem', authority.pem);
      makeCertificate(desk, 'romeo', { extensions: person('romeo@mail.example.org'), by: 'ca' });
      const { context, config, routes } = world;
      const { kv, seal, unseal } = context;
      const profile = new DirectProfile({
        config: {
          accounts: ['mail.example.org'],
          identities: [
            {
              name: 'mail.example.org',
              certificateFile: desk.path('romeo.crt'),
              key: readFileSync(desk.path('romeo.key'), 'utf8'),
            },
          ],
          peers: [{ name: 'example.net', anchorsFile: desk.path('ca.pem') }],
        },
        keys: new KeyRing({ kv, seal, unseal }),
        correspondents: new Correspondents(kv, Buffer.alloc(32, 3)),
      });
      notices = new DirectNotices({ context, config, profile, routes: () => routes, secret: Buffer.alloc(32, 4) });
    });
    after(() => desk.remove());

    const processed = (id: string) =>
      notices.tell(self, { type: 'processed', sender: ALICE, id, text: { key: 'email.direct.object', params: {} } });

    it('is each step once, from nobody who could be answered', async () => {
      await processed('one@example.net');
      await processed('one@example.net');
      const mails = world.peer.inbox(ALICE);
      assert.equal(mails.length, 1);
      const [mail] = mails;
      assert.equal(mail?.from.address, '');
      const text = mail?.octets.toString() ?? '';
      assert.match(text, /^Auto-Submitted: auto-replied\r$/m);
      assert.match(text, /^Disposition: automatic-action\/MDN-sent-automatically; processed\r$/m);
      assert.match(text, /^Original-Message-ID: <one@example\.net>\r$/m);
      desk.write('notice.eml', mail?.octets ?? '');
      assert.ok(desk.succeeds('cms', '-verify', '-in', 'notice.eml', '-CAfile', 'ca.pem', '-out', 'notice.txt'));
    });

    it('comes after all where the process might not write when it was to be told', async () => {
      world.context.writable = false;
      await assert.rejects(processed('late@example.net'), /another process/);
      world.context.writable = true;
      const before = world.peer.inbox(ALICE).length;
      await processed('late@example.net');
      await processed('late@example.net');
      assert.equal(world.peer.inbox(ALICE).length, before + 1);
    });

    it('is tried again while its server cannot take it', async () => {
      world.peer.setRules({ at: 'MAIL', do: { reply: '451 4.3.0 later' } });
      await processed('two@example.net');
      world.peer.setRules();
      const waits = [...world.context.waits.values()].filter(
        ({ payload }) => (payload as NoticeWait).kind === 'direct-notice',
      );
      assert.equal(waits.length, 1);
      const before = world.peer.inbox(ALICE).length;
      for (const { payload } of waits) await notices.later(payload as NoticeWait);
      assert.equal(world.peer.inbox(ALICE).length, before + 1);
      for (const { payload } of waits) await notices.later(payload as NoticeWait);
      assert.equal(world.peer.inbox(ALICE).length, before + 1);
    });
  });
});
