import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MailAddresses } from '../../../../gateways/email/address/contact-codec.js';
import { emailCommands } from '../../../../gateways/email/commands/commands.js';
import type { EmailOrder } from '../../../../gateways/email/commands/orders.js';
import { ordersOf } from '../../../../gateways/email/commands/way.js';
import { emailConfig } from '../../../../gateways/email/config.js';
import { emailTexts } from '../../../../gateways/email/texts.js';
import type { Account, GatewayCall, GatewayDone, Written } from '../../../../gateways/gateway.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { ADDRESS, MAILBOX } from '../orders/support.js';

const words = new Catalogue(emailTexts);
const addresses = new MailAddresses();
const config = emailConfig.parse({
  domain: 'email.example.org',
  secret: 'x',
  addresses: { domain: 'mail.example.org', lmtp: '127.0.0.1:24', smtp: { host: '127.0.0.1' } },
});
const THIEF: Account = { ...ADDRESS, id: 'thief@example.org', jid: 'thief@example.org' };

/** Commands at a desk that remembers what it was given; `answer`: what orders come to. */
function desk(accounts: readonly Account[], answer: (order: EmailOrder) => unknown = () => undefined) {
  const sent: { readonly from: string; readonly message: Written }[] = [];
  const ordered: EmailOrder[] = [];
  const commands = emailCommands({
    config,
    orders: (at) => ordersOf(at, ['email.0', 'email.1'], (jid) => (jid === MAILBOX.jid ? 'email.1' : 'email.0')),
  });
  const call = (values: Readonly<Record<string, string | readonly string[]>> = {}): GatewayCall =>
    ({
      jid: MAILBOX.jid,
      account: accounts[0],
      values: new Map(Object.entries(values).map(([name, value]) => [name, [value].flat()])),
      say: (ref: Parameters<GatewayCall['say']>[0]) => words.text(ref),
      desk: {
        accountsOf: async (jid: string) => accounts.filter((one) => one.jid === jid),
        account: async (id: string) => [...accounts, THIEF].find((one) => one.id === id),
        contact: (typed: string) => addresses.prompt(typed),
        order: async (lane: string, given: unknown) => {
          const { user, order } = given as { readonly user: string; readonly order: EmailOrder };
          assert.deepEqual([lane, user], ['email.1', MAILBOX.jid]);
          ordered.push(order);
          return answer(order);
        },
        send: async (from: Account, message: Written) => {
          sent.push({ from: from.id, message });
          return undefined;
        },
      },
    }) as unknown as GatewayCall;
  const command = (word: string) => commands.find((one) => one.word === word) ?? assert.fail(word);
  const run = async (word: string, values: Parameters<typeof call>[0]): Promise<GatewayDone> =>
    await command(word).run(call(values));
  const fields = async (word: string): Promise<readonly (string | undefined)[]> =>
    (await command(word).steps[0]?.form(call()))?.fields.map(({ name }) => name) ?? [];
  return { sent, ordered, commands, run, fields };
}

const keyOf = (done: GatewayDone): string | undefined => ('problem' in done ? done.problem.text.key : undefined);

describe('a mail that is written into a form', () => {
  it('goes from the account that was chosen, else from the default one', async () => {
    const { run, sent, fields } = desk([MAILBOX, ADDRESS]);
    assert.ok((await fields('send')).includes('account'));
    const mail = { to: 'alice@example.net', cc: 'alice@example.net, bob@example.net', body: ['Hello', 'Alice'] };
    await run('send', mail);
    await run('send', { ...mail, account: ADDRESS.id, subject: 'Lunch', attachments: 'https://x.example/menu.pdf' });
    const to = [
      { type: 'to', contact: 'alice@example.net' },
      { type: 'cc', contact: 'bob@example.net' },
    ];
    assert.deepEqual(sent, [
      { from: MAILBOX.id, message: { to, body: 'Hello\nAlice' } },
      {
        from: ADDRESS.id,
        message: { to, body: 'Hello\nAlice', subject: 'Lunch', files: [{ url: 'https://x.example/menu.pdf' }] },
      },
    ]);
  });

  it('is nobody else’s, has somebody to go to, and files that are some', async () => {
    const { run, sent, fields } = desk([MAILBOX]);
    assert.ok(!(await fields('send')).includes('account'));
    const mail = { to: 'alice@example.net', body: 'Hello' };
    assert.equal(keyOf(await run('send', { ...mail, account: THIEF.id })), 'email.account.gone');
    assert.equal(keyOf(await run('send', { ...mail, to: '' })), 'email.command.send.nobody');
    assert.equal(keyOf(await run('send', { ...mail, attachments: 'file:///etc/passwd' })), 'email.command.send.url');
    assert.equal(keyOf(await run('send', { ...mail, attachments: 'mid:1@x.example' })), 'email.command.send.url');
    assert.deepEqual(sent, []);
  });

  it('that answers an invitation brings the answer along', async () => {
    const { run, sent } = desk([MAILBOX], () => ({
      account: MAILBOX.id,
      id: '1@example.net',
      to: 'alice@example.net',
      title: 'Lunch',
      reply: 'BEGIN:VCALENDAR',
    }));
    await run('rsvp', { mail: 'last', answer: 'tentative' });
    assert.deepEqual(sent[0]?.message, {
      to: [{ type: 'to', contact: 'alice@example.net' }],
      replyTo: '1@example.net',
      subject: 'Tentative: Lunch',
      body: 'Tentative: Lunch',
      files: [
        {
          url: 'cid:reply@calendar.invalid',
          name: 'reply.ics',
          mediaType: 'text/calendar; method=REPLY',
          data: 'QkVHSU46VkNBTEVOREFS',
        },
      ],
    });
    assert.equal(keyOf(await run('rsvp', { answer: 'perhaps' })), 'email.command.rsvp.choose');
  });

  it('that was a draft takes the draft away, when it has gone', async () => {
    const draft = { to: ['alice@example.net'], cc: [], bcc: [], subject: '', text: 'Hi', files: [] };
    const { run, ordered } = desk([MAILBOX], ({ do: what }) =>
      what === 'open-draft' ? { account: MAILBOX.id, draft, id: 'd@example.com' } : { folder: 'Trash', subject: '' },
    );
    await run('send-draft', { mail: '1' });
    assert.deepEqual(ordered, [
      { do: 'open-draft', mail: { by: 'row', row: 1 } },
      { do: 'move', to: 'trash', account: MAILBOX.id, mail: { by: 'id', id: 'd@example.com' } },
    ]);
    const empty = desk([MAILBOX], () => ({ account: MAILBOX.id, draft: { ...draft, to: [] }, id: 'd@example.com' }));
    assert.equal(keyOf(await empty.run('send-draft', { mail: '1' })), 'email.command.send.nobody');
    assert.equal(empty.ordered.length, 1);
  });
});

describe('commands of the mail gateway', () => {
  it('have words, names, and lines for the help that are in the catalogue', () => {
    const { commands } = desk([MAILBOX]);
    const all = commands.map(({ word }) => word);
    assert.equal(new Set(all).size, all.length);
    for (const { word, under, name, about } of commands) {
      assert.match(word, /^[a-z][a-z-]+$/);
      assert.ok(under === undefined || all.includes(under), word);
      for (const { key } of [name, about]) assert.ok(key in emailTexts.en, key);
    }
  });

  it('say so where nobody holds the lane', async () => {
    const { run } = desk([MAILBOX]);
    assert.equal(keyOf(await run('full', { mail: '' })), 'email.order.silent');
  });

  it('are without those of mailboxes where users may have none', () => {
    const closed = emailConfig.parse({
      domain: 'email.example.org',
      secret: 'x',
      ownMailboxes: false,
      addresses: { domain: 'mail.example.org', lmtp: '127.0.0.1:24', smtp: { host: '127.0.0.1' } },
    });
    const all = emailCommands({ config: closed, orders: () => assert.fail() }).map(({ word }) => word);
    for (const word of ['search', 'move', 'drafts', 'mailbox', 'mailboxes', 'pause-provider'])
      assert.ok(!all.includes(word), word);
    for (const word of ['send', 'full', 'block', 'unsubscribe', 'rsvp']) assert.ok(all.includes(word), word);
  });
});
