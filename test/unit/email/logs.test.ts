import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ImapFailure } from '../../../gateways/email/imap/failure.js';
import { troubleOf } from '../../../gateways/email/trouble.js';
import { startScriptedImap } from '../../../sandbox/imap-script.js';
import { workMs } from '../../support/cpu-time.js';
import { LogBook } from '../../support/log-book.js';
import { repositoryRoot } from '../../support/repository.js';
import { until } from '../../support/until.js';
import { testStore } from '../store/support.js';
import { LmtpWorld } from './lmtp/support/lmtp-world.js';
import { accountAt, JID, openMailboxes } from './mailboxes/support.js';
import { ALICE, SendingWorld } from './sending/support.js';

const PEOPLE = /alice|mercutio|romeo|example\.(net|com)|secret words/i;

function tellsNobody(lines: readonly string[], ...told: readonly RegExp[]): void {
  for (const one of told)
    assert.ok(
      lines.some((line) => one.test(line)),
      `${one} in\n${lines.join('')}`,
    );
  for (const line of lines) assert.doesNotMatch(line, PEOPLE);
}

describe('logs hold no addresses and nothing that was written', () => {
  it('where an SMTP server refuses a login, a recipient and a mail', async () => {
    const world = await SendingWorld.start();
    try {
      for (const at of ['banner', 'MAIL', 'RCPT', 'dot'] as const) {
        for (const code of ['451 4.7.1', '550 5.7.1']) {
          world.peer.setRules({ at, do: { reply: `${code} <${ALICE}>: secret words of romeo@mail.example.org` } });
          await world.send();
          await world.pass(3_600_000);
        }
      }
      tellsNobody(world.context.book.lines, /smtp: no connection/);
    } finally {
      await world.stop();
    }
  });

  it('where an IMAP server refuses a password, a flag and a copy', async () => {
    const [imap, store] = await Promise.all([startScriptedImap(), testStore()]);
    const { context, mailboxes } = openMailboxes(store);
    const no = 'NO no room for mercutio@example.net, not even for secret words';
    try {
      imap.script = ({ verb, tag }) => (/^(UID STORE|APPEND|UID SEARCH)$/.test(verb) ? [`${tag} ${no}`] : undefined);
      context.known = [accountAt(imap.port, 'refused', 1)];
      mailboxes.changed([JID]);
      await until(() => mailboxes.of('refused')?.mailbox.state === 'up', 'the mailbox');
      const own = mailboxes.of('refused') ?? assert.fail();
      own.flag({ id: 'x@y', place: { folder: 'INBOX', uidValidity: '1000', uid: 1 } }, '\\Seen');
      own.keepSent(Buffer.from('Subject: secret words\r\n\r\nTo Alice\r\n'));
      const said = (text: string) => context.book.lines.some((line) => line.includes(text));
      await until(() => said('could not be marked') && said('could not be put'), 'what failed');

      imap.script = ({ verb, tag }) =>
        /^(LOGIN|AUTHENTICATE)$/.test(verb) ? [`${tag} NO [AUTHENTICATIONFAILED] ${no}`] : undefined;
      context.known = [accountAt(imap.port, 'wrong', 2)];
      mailboxes.changed([JID]);
      await until(() => mailboxes.of('wrong')?.mailbox.state === 'parked', 'the mailbox that does not open');
      tellsNobody(context.book.lines, /"error":"ImapFailure: refused"/, /could not be put/, /"state":"parked"/);
    } finally {
      mailboxes.close();
      await imap.stop();
      await store.close();
    }
  });

  it('where a mail that comes by LMTP cannot be taken', async () => {
    const { lines, log } = new LogBook();
    const failed = async () => {
      throw new Error(`no place for <romeo@mail.example.org>, from ${ALICE}`);
    };
    const world = await LmtpWorld.start({ parts: { log }, mail: failed });
    const other = await LmtpWorld.start({ parts: { log }, recipient: failed });
    try {
      const client = await world.inData();
      client.write('Subject: secret words\r\n\r\nTo Romeo\r\n.\r\n');
      assert.match((await client.replies(1))[0] ?? '', /^4/);
      const next = await other.greeted();
      await next.say('MAIL FROM:<>');
      assert.equal((await next.say('RCPT TO:<romeo@mail.example.org>')).code, 451);
      tellsNobody(lines, /could not be taken over/, /could not be looked up/);
    } finally {
      await Promise.all([world.stop(), other.stop()]);
    }
  });

  it('because errors are told by their class and reason', () => {
    const of = (error: unknown) => troubleOf(error).error;
    assert.equal(of(new ImapFailure('refused', { said: 'alice@example.net' })), 'ImapFailure: refused');
    assert.equal(String(new ImapFailure('refused', { said: 'alice@example.net' })), 'ImapFailure: refused');
    assert.equal(of(Object.assign(new Error('x 10.0.0.1:25'), { code: 'ECONNREFUSED' })), 'Error: ECONNREFUSED');
    const system = Object.assign(new Error('listen EADDRINUSE 127.0.0.1:24'), {
      code: 'EADDRINUSE',
      syscall: 'listen',
    });
    assert.equal(of(system), 'Error: listen EADDRINUSE 127.0.0.1:24');
    assert.equal(of(new Error('READONLY a replica of alice\\40example.net@x')), 'Error: READONLY a replica of …@…');
    assert.equal(of(Object.assign(new Error('gone'), { reason: 'Alice <alice@example.net>' })), 'Error: gone');
    assert.equal(of('alice@example.net'), 'string');
    let unreadable: unknown;
    try {
      JSON.parse('secret words');
    } catch (error) {
      unreadable = error;
    }
    assert.equal(of(unreadable), 'SyntaxError');
    assert.match(troubleOf(new RangeError('too far')).at ?? '', /^test|^gateways|^$/);
    const began = workMs();
    of(new Error('@'.repeat(1e6)));
    of(new Error('a'.repeat(1e6)));
    const listed = new Error('x');
    listed.stack = `Error\n    at ${'gateways/'.repeat(50_000)}`;
    of(listed);
    assert.ok(workMs() - began < 500);
  });

  it('and no error is logged in another way', () => {
    const folder = join(repositoryRoot(), 'gateways/email');
    const sources = readdirSync(folder, { recursive: true }).map(String);
    const bad = sources
      .filter((name) => name.endsWith('.ts') && name !== 'trouble.ts')
      .flatMap((name) => {
        const text = readFileSync(join(folder, name), 'utf8');
        return [
          ...text.matchAll(/\bString\((?:error|failed|reason)\)|\berr: |\berror: (?:error|failed)\b(?! instanceof)/g),
        ].map(([found]) => `${name}: ${found}`);
      });
    assert.deepEqual(bad, []);
  });
});
