import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { MailRecord } from '../../../../gateways/email/conversation/mail-records.js';
import { until } from '../../../support/until.js';
import { ALICE, BOB, idOf, mercutio, SendingWorld } from './support.js';

const place = { folder: 'INBOX', uidValidity: '1', uid: 5 };

function came(id: string): MailRecord {
  const { id: account, born } = mercutio();
  return {
    id,
    account,
    born,
    by: 'contact',
    contact: ALICE,
    thread: 't',
    references: [],
    subject: 'Lunch',
    reply: [{ address: ALICE }],
    others: [],
    at: 0,
    place,
  };
}

describe('a mail out of a mailbox of the user', () => {
  let world: SendingWorld;
  before(async () => {
    world = await SendingWorld.start();
  });
  afterEach(() => {
    world.peer.setRules();
    world.peer.mails.length = 0;
    world.own.copies.length = 0;
    world.own.flags.length = 0;
    world.own.inSent = false;
  });
  after(() => world.stop());

  it('is from the address of the mailbox alone, and kept there with those who got a blind copy', async () => {
    const recipients = [
      { type: 'to' as const, contact: ALICE, jid: 'a' },
      { type: 'bcc' as const, contact: BOB, jid: 'b' },
    ];
    assert.equal((await world.send({ recipients }, mercutio())).kind, 'accepted');
    const [mail] = world.peer.mails;
    assert.equal(mail?.from.address, 'mercutio@example.net');
    assert.deepEqual(
      mail?.recipients.map(({ address }) => address),
      [ALICE, BOB],
    );
    assert.doesNotMatch(mail?.octets.toString() ?? '', /bob@|Reply-To|Jabber-ID|Bcc/);
    assert.equal(world.own.copies.length, 1);
    assert.equal(world.own.copies[0], `Bcc: ${BOB}\r\n${mail?.octets.toString()}`);
  });

  it('marks what it answers, and what it passes on', async () => {
    await world.records.put(came('m1@example.com'));
    await world.records.put(came('m2@example.com'));
    const reply = { id: 's', networkIds: ['m1@example.com'], by: 'contact' as const };
    await world.send({ reply }, mercutio());
    assert.deepEqual(world.own.flags, [['m1@example.com', '\\Answered']]);
    const files = [{ url: 'mid:m2%40example.com', name: 'mail.eml' }];
    await world.send({ contact: BOB, files }, mercutio());
    await until(() => world.own.flags.length > 1, 'the mark at the mail that was passed on');
    assert.deepEqual(world.own.flags.slice(1), [['m2@example.com', '$Forwarded']]);
  });

  it('went out, where its server lost the answer and put it into the folder of sent mail', async () => {
    world.peer.setRules({ at: 'dot', do: { close: true } });
    assert.equal((await world.send({}, mercutio())).kind, 'unknown');
    world.own.inSent = true;
    assert.equal((await world.send({}, mercutio())).kind, 'accepted');
  });

  it('is found by the Message-ID that a server gave it, and answers name that one', async () => {
    world.peer.setRules({ at: 'dot', do: { reply: '250 2.0.0 OK <given@server.example> [Hostname=A]' } });
    const outcome = await world.send({ subject: 'Renamed', contact: BOB }, mercutio());
    const given = async () => await world.records.get(mercutio(), 'given@server.example');
    await until(async () => (await given()) !== undefined, 'the mail by the name that its server gave it');
    assert.equal((await given())?.id, idOf(outcome));
    world.peer.setRules();
    await world.send({ contact: BOB }, mercutio());
    const second = world.peer.mails[1]?.octets.toString() ?? '';
    assert.match(second, /^In-Reply-To: <given@server\.example>\r$/m);
    assert.match(second, /^References: <given@server\.example>\r$/m);
  });

  it('that was refused is not what the next one answers', async () => {
    const contact = 'carol@example.com';
    world.peer.setRules({ at: 'MAIL', times: 1, do: { reply: '550 5.7.1 No' } });
    assert.equal((await world.send({ contact, subject: 'Refused' }, mercutio())).kind, 'rejected');
    await world.send({ contact, body: 'again' }, mercutio());
    assert.doesNotMatch(world.peer.mails[0]?.octets.toString() ?? '', /In-Reply-To|Refused/);
  });

  it('does not go out, and its user hears why, where the server does not let the user in', async () => {
    const login = { at: 'MAIL', times: 1, do: { reply: '535 5.7.8 Authentication failed' } } as const;
    world.peer.setRules(login);
    const outcome = await world.send({}, mercutio());
    assert.ok(outcome.kind === 'rejected');
    assert.equal(outcome.problem.text.key, 'email.failed.login');
    assert.equal(world.peer.mails.length, 0);
  });
});
