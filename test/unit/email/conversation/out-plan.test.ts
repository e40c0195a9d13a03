import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOut } from '../../../../gateways/email/conversation/out-plan.js';
import { threadOf } from '../../../../gateways/email/conversation/thread-id.js';
import { message, record, request } from './support.js';

/** What every mail has. */
const HOP = { name: 'X-XMPP-Gateway-Hops', value: '1' };

describe('a message as a mail', () => {
  it('begins a conversation with a subject that names its author', () => {
    const { mail, record: kept, recipients } = planOut(request());
    assert.equal(mail.subject, 'Message from Juliet');
    assert.equal(mail.inReplyTo, undefined);
    assert.deepEqual(mail.references, []);
    assert.deepEqual(mail.bodies, [{ text: 'Wherefore art thou?' }]);
    assert.deepEqual(recipients, [{ contact: 'romeo@montague.example', address: 'romeo@montague.example' }]);
    assert.equal(kept.thread, threadOf('new@capulet.example'));
    assert.equal(kept.by, 'user');
  });

  it('answers the mail before it: one Re, and the references of that mail with its own id behind', () => {
    for (const subject of ['The feast', 'Re: The feast', 'AW: RE: The feast']) {
      const { mail, record: kept } = planOut(request({ base: record({ subject }) }));
      assert.equal(mail.subject, 'Re: The feast');
      assert.equal(mail.inReplyTo, 'parent@montague.example');
      assert.deepEqual(mail.references, ['root@montague.example', 'parent@montague.example']);
      assert.equal(kept.thread, 't1');
    }
  });

  it('begins another conversation with another subject, unless the user has chosen the mail', () => {
    const event = message({ subject: 'A tomb' });
    const fresh = planOut(request({ event, base: record() }));
    assert.deepEqual([fresh.mail.subject, fresh.mail.inReplyTo, fresh.mail.references], ['A tomb', undefined, []]);
    const chosen = planOut(request({ event, base: record(), asked: true }));
    assert.deepEqual([chosen.mail.subject, chosen.mail.inReplyTo], ['A tomb', 'parent@montague.example']);
    const same = planOut(request({ event: message({ subject: 're: the FEAST' }), base: record() }));
    assert.deepEqual([same.mail.subject, same.mail.inReplyTo], ['Re: The feast', 'parent@montague.example']);
  });

  it('takes a subject out of the first line, for clients that have no place for one', () => {
    const { mail } = planOut(request({ event: message({ body: 'Subject:  A tomb \n\nTonight.' }) }));
    assert.equal(mail.subject, 'A tomb');
    assert.deepEqual(mail.bodies, [{ text: 'Tonight.' }]);
    const alone = planOut(request({ event: message({ body: 'Subject: only this' }) }));
    assert.equal(alone.mail.subject, 'Message from Juliet');
    assert.deepEqual(alone.mail.bodies, [{ text: 'Subject: only this' }]);
    const both = planOut(request({ event: message({ subject: 'Mine', body: 'Subject: x\ny' }) }));
    assert.deepEqual(both.mail.bodies, [{ text: 'Subject: x\ny' }]);
  });

  it("keeps the client's own thread, and else that of the mail that it answers", () => {
    const event = message({ thread: 'of-the-client' });
    assert.equal(planOut(request({ event, base: record() })).record.thread, 'of-the-client');
  });

  it('repeats what the client quotes, above the answer', () => {
    const event = message({ body: 'Yes.', reply: { id: 's1', quote: 'Art thou\n\nthere?' } });
    const { mail } = planOut(request({ event, base: record(), asked: true }));
    assert.deepEqual(mail.bodies, [{ text: '> Art thou\n>\n> there?\n\nYes.' }]);
  });

  it('has the HTML that came with it, unless it says something else beside', () => {
    const html = '<p>Wherefore art thou?</p>';
    const own = planOut(request({ event: message({ html }) }));
    assert.deepEqual(own.mail.bodies, [{ text: 'Wherefore art thou?', html }]);
    const quoting = message({ html, reply: { id: 's1', quote: 'Art thou there?' } });
    const answer = planOut(request({ event: quoting, base: record(), asked: true }));
    assert.equal(answer.mail.bodies[0]?.html, undefined);
    const correction = planOut(request({ event: message({ html, replaces: { id: 's1' } }), base: record() }));
    assert.equal(correction.mail.bodies[0]?.html, undefined);
  });

  it('names those who get a blind copy to the server alone', () => {
    const one = (contact: string) => ({ contact, address: contact });
    const { mail, recipients } = planOut(
      request({ to: [one('a@x.example')], cc: [one('b@x.example')], bcc: [one('c@x.example')] }),
    );
    assert.deepEqual([mail.to, mail.cc], [[{ address: 'a@x.example' }], [{ address: 'b@x.example' }]]);
    assert.deepEqual(
      recipients.map(({ address }) => address),
      ['a@x.example', 'b@x.example', 'c@x.example'],
    );
    assert.ok(!JSON.stringify(mail).includes('c@x.example'));
  });

  it('says all languages, each with the signature', () => {
    const bodies = [
      { lang: 'en', text: 'Good night' },
      { lang: 'it', text: 'Buona notte' },
    ];
    const settings = { html: false, signature: 'J.', askWhetherRead: false, promise: false };
    const { mail } = planOut(request({ event: message({ bodies, lang: 'en' }), settings }));
    assert.deepEqual(mail.bodies, [
      { lang: 'en', text: 'Good night\n\n-- \nJ.' },
      { lang: 'it', text: 'Buona notte\n\n-- \nJ.' },
    ]);
  });

  it('says the language that the user writes in first', () => {
    const bodies = [
      { lang: 'en', text: 'Good night' },
      { lang: 'it', text: 'Buona notte' },
    ];
    const settings = { html: false, signature: '', language: 'it', askWhetherRead: false, promise: false };
    const { mail } = planOut(request({ event: message({ bodies, lang: 'en' }), settings }));
    assert.deepEqual(
      mail.bodies.map(({ lang }) => lang),
      ['it', 'en'],
    );
    const { mail: one } = planOut(request({ settings }));
    assert.deepEqual(one.bodies, [{ lang: 'it', text: 'Wherefore art thou?' }]);
  });

  it('keeps a line of the text from being taken for the mark of the signature', () => {
    const settings = { html: false, signature: 'J.', askWhetherRead: false, promise: false };
    const { mail } = planOut(request({ event: message({ body: 'Dear\n-- \nRomeo' }), settings }));
    assert.deepEqual(mail.bodies, [{ text: 'Dear\n\u200b-- \nRomeo\n\n-- \nJ.' }]);
  });

  it('says in its header what a correction takes the place of, and what is taken back', () => {
    const fields = (event: ReturnType<typeof message>, outside?: string) => {
      const base = record({ by: 'user', id: 'last@capulet.example', ...(outside === undefined ? {} : { outside }) });
      return planOut(request({ event, base, asked: true })).mail.headers;
    };
    assert.deepEqual(fields(message({ replaces: { id: 's' } })), [
      HOP,
      { name: 'Chat-Edit', value: '<last@capulet.example>' },
    ]);
    assert.deepEqual(fields(message({ retracts: { id: 's' } })), [
      HOP,
      { name: 'Chat-Delete', value: '<last@capulet.example>' },
    ]);
    assert.deepEqual(fields(message({ retracts: { id: 's' } }), 'theirs@server.example'), [
      HOP,
      { name: 'Chat-Delete', value: '<theirs@server.example>' },
    ]);
  });

  it('names a mail as others know it, where a server has given it another Message-ID', () => {
    const base = record({ by: 'user', id: 'ours@capulet.example', outside: 'theirs@server.example' });
    const { mail } = planOut(request({ base }));
    assert.equal(mail.inReplyTo, 'theirs@server.example');
    assert.deepEqual(mail.references, ['root@montague.example', 'theirs@server.example']);
  });

  it('reacts with all emojis that are new, in one line (RFC 9078 2)', () => {
    const reactions = { id: 's', emojis: ['👍', '🎉', '❤'], added: ['👍', '🎉'], removed: [] };
    const { mail } = planOut(request({ event: message({ reactions }), base: record(), asked: true }));
    assert.equal(mail.reaction, '👍 🎉');
    assert.equal(mail.inReplyTo, 'parent@montague.example');
  });

  it('remembers that a receipt was promised, where one was asked for', () => {
    const settings = { html: false, signature: '', askWhetherRead: false, promise: true };
    assert.equal(planOut(request({ event: message({ receipt: true }), settings })).record.promised, true);
    assert.equal(planOut(request({ settings })).record.promised, undefined);
  });

  it('asks whether it was read only where the user and the client want to know', () => {
    const settings = { html: false, signature: '', askWhetherRead: true, promise: false };
    const asks = (markable: boolean) =>
      planOut(request({ event: message(markable ? { markable: true } : {}), settings })).mail.headers;
    assert.deepEqual(asks(true), [HOP, { name: 'Disposition-Notification-To', value: '<juliet@capulet.example>' }]);
    assert.deepEqual(asks(false), [HOP]);
  });

  it('carries the urgency of XEP-0131 in the words of mail, and no header that a client must not set', () => {
    const headers = [
      { name: 'Urgency', value: 'High' },
      { name: 'Keywords', value: 'poison' },
      { name: 'Received', value: 'from nowhere' },
    ];
    assert.deepEqual(planOut(request({ event: message({ headers }) })).mail.headers, [
      HOP,
      { name: 'Keywords', value: 'poison' },
      { name: 'Importance', value: 'high' },
      { name: 'X-Priority', value: '1' },
    ]);
    const whenever = [{ name: 'Urgency', value: 'whenever' }];
    assert.deepEqual(planOut(request({ event: message({ headers: whenever }) })).mail.headers, [HOP]);
  });

  it('says that a program has written it, and for which list, in the words that are for that alone', () => {
    const fields = (headers: readonly { readonly name: string; readonly value: string }[]) =>
      planOut(request({ event: message({ headers }) })).mail.headers;
    const good = [
      { name: 'Auto-Submitted', value: 'auto-generated' },
      { name: 'List-Id', value: 'Disks <disks.alerts.example.org>' },
    ];
    assert.deepEqual(fields(good), [HOP, ...good]);
    const bad = [
      { name: 'Auto-Submitted', value: 'auto-generated; owner-email="x@example.org"' },
      { name: 'List-Id', value: 'disks' },
      { name: 'List-Id', value: '<a.example.org>, <b.example.org>' },
    ];
    assert.deepEqual(fields(bad), [HOP]);
  });

  it('says who its sender is as it is told, and through how many gateways it has gone', () => {
    const sender = {
      from: { name: 'Juliet', address: 'juliet@mail.example' },
      replyTo: { name: 'Juliet', address: 'juliet+token@mail.example' },
      envelope: 'bounces+token@mail.example',
      headers: [{ name: 'Jabber-ID', value: 'juliet@example.org' }],
    };
    const { mail } = planOut(request({ sender, hops: '2' }));
    assert.deepEqual([mail.from, mail.replyTo], [sender.from, sender.replyTo]);
    assert.deepEqual(mail.headers, [
      { name: 'Jabber-ID', value: 'juliet@example.org' },
      { name: 'X-XMPP-Gateway-Hops', value: '2' },
    ]);
  });
});
