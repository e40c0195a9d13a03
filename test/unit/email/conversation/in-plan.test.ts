import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type InRequest, isGroupMail, peopleOf, planIn } from '../../../../gateways/email/conversation/in-plan.js';
import { threadOf } from '../../../../gateways/email/conversation/thread-id.js';
import { IDENTITY, mail, record } from './support.js';

const JULIET = { address: 'juliet@capulet.example' };
const NURSE = { name: 'The nurse', address: 'nurse@capulet.example' };

function request(parts: Partial<InRequest> = {}): InRequest {
  return {
    mail: mail(),
    identity: IDENTITY,
    id: 'm1@montague.example',
    contact: 'romeo@montague.example',
    subjectMode: 'changed',
    automated: false,
    warnings: [],
    notes: [],
    now: 1_000_000,
    addressJid: (address) => `${address.replace('@', '\\40')}@email.example.org`,
    ...parts,
  };
}

describe('a mail as a message', () => {
  it('comes from whoever wrote it, with the subject where that is another than before', () => {
    const { incoming, record: kept } = planIn(request());
    assert.equal(incoming.contact, 'romeo@montague.example');
    assert.equal(incoming.nick, 'Romeo');
    assert.equal(incoming.body, 'The feast\nBut soft!');
    assert.equal(incoming.subject, undefined);
    assert.equal(incoming.thread, threadOf('m1@montague.example'));
    assert.equal(kept.subject, 'The feast');
    const again = planIn(request({ lastSubject: 'Re: the feast' }));
    assert.equal(again.incoming.body, 'But soft!');
  });

  it('takes little room in a stanza and in the store, whatever its header holds', () => {
    const long = 'x'.repeat(100_000);
    const many = Array.from({ length: 1000 }, (_, n) => ({ name: long, address: `person${n}@example.net` }));
    const ids = Array.from({ length: 200 }, (_, n) => `${n}${'i'.repeat(900)}@example.net`);
    const { incoming, record: kept } = planIn(
      request({
        parent: record({ by: 'user' }),
        subjectMode: 'element',
        mail: mail({
          from: [{ name: long, address: 'romeo@montague.example' }],
          to: many,
          cc: Array.from({ length: 1000 }, () => NURSE),
          replyTo: many,
          subject: long,
          references: ids,
          text: { body: 'But soft!', kind: 'plain', cut: true, quote: long },
        }),
      }),
    );
    assert.ok(JSON.stringify(incoming).length < 64 * 1024, String(JSON.stringify(incoming).length));
    assert.ok(JSON.stringify(kept).length < 80 * 1024, String(JSON.stringify(kept).length));
    assert.deepEqual(kept.references, [ids[0], ...ids.slice(-19)]);
    const named = incoming.addresses?.filter(({ jid }) => jid === 'nurse\\40capulet.example@email.example.org');
    assert.ok((named?.length ?? 0) <= 1);
    assert.match(incoming.nick ?? '', /^x{199}…$/);
  });

  it('says how urgent it is, and through how many gateways it has gone', () => {
    const headers = (...fields: { name: string; value: string }[]) =>
      planIn(request({ mail: mail({ headers: fields }) })).incoming.headers;
    assert.equal(headers(), undefined);
    assert.deepEqual(headers({ name: 'x-priority', value: '1 (Highest)' }), [{ name: 'Urgency', value: 'high' }]);
    assert.deepEqual(headers({ name: 'x-xmpp-gateway-hops', value: '2' }), [
      { name: 'X-XMPP-Gateway-Hops', value: '2' },
    ]);
    assert.deepEqual(headers({ name: 'x-xmpp-gateway-hops', value: 'many' }), [
      { name: 'X-XMPP-Gateway-Hops', value: '3' },
    ]);
  });

  it('says that a program has written it, but not where there are people behind a list', () => {
    const submitted = (name: string, value: string) =>
      planIn(request({ mail: mail({ headers: [{ name, value }] }) })).incoming.headers;
    const is = (value: string) => [{ name: 'Auto-Submitted', value }];
    assert.deepEqual(submitted('auto-submitted', 'auto-replied (vacation)'), is('auto-replied'));
    assert.deepEqual(submitted('auto-submitted', 'auto-generated'), is('auto-generated'));
    assert.deepEqual(submitted('precedence', 'bulk'), is('auto-generated'));
    assert.equal(submitted('auto-submitted', 'no'), undefined);
    assert.equal(submitted('list-id', '<feast.capulet.example>'), undefined);
  });

  it('shows the subject as its user likes it', () => {
    const element = planIn(request({ subjectMode: 'element', mail: mail({ subject: 'Re: The feast' }) })).incoming;
    assert.deepEqual([element.subject, element.body], ['Re: The feast', 'But soft!']);
    const always = planIn(request({ subjectMode: 'text', lastSubject: 'The feast' })).incoming;
    assert.equal(always.body, 'The feast\nBut soft!');
  });

  it('is an answer to the mail that it answers, and in the same thread', () => {
    const parent = record({ by: 'user', thread: 'ours' });
    const text = { body: 'Aye.', kind: 'plain', cut: true, quote: 'Wherefore?' } as const;
    const { incoming } = planIn(request({ parent, mail: mail({ text }), lastSubject: 'The feast' }));
    assert.deepEqual(incoming.reply, { to: parent.id, quote: 'Wherefore?' });
    assert.equal(incoming.thread, 'ours');
    const elsewhere = planIn(request({ parent: record({ contact: 'nurse@capulet.example' }) })).incoming;
    assert.equal(elsewhere.reply, undefined, 'a mail of another conversation cannot be pointed at');
  });

  it('shares the thread of a mail that nobody has seen with whatever else answers it', () => {
    const one = planIn(request({ mail: mail({ references: ['lost@x.example', 'two@x.example'] }) }));
    const other = planIn(request({ id: 'm2@x.example', mail: mail({ inReplyTo: ['lost@x.example'] }) }));
    assert.equal(one.incoming.thread, other.incoming.thread);
  });

  it('says when it was written only where that was a while ago', () => {
    assert.equal(planIn(request({ mail: mail({ date: 995_000 }) })).incoming.sentAt, undefined);
    assert.equal(planIn(request({ mail: mail({ date: 500_000 }) })).incoming.sentAt, 500_000);
  });

  it('names its author where several write, and everybody else who has it', () => {
    const several = mail({ to: [JULIET, NURSE], text: { body: 'Two\nlines', kind: 'plain' } });
    const { incoming, record: kept } = planIn(request({ mail: several, group: 'abc.group', lastSubject: 'The feast' }));
    assert.equal(incoming.contact, 'abc.group');
    assert.equal(incoming.body, 'Romeo:\nTwo\nlines');
    assert.equal(incoming.nick, 'Romeo, The nurse', 'the contact is called by all who are behind it, not by one');
    const inRoom = planIn(request({ mail: several, group: 'abc.group', inRoom: true })).incoming;
    assert.equal(inRoom.nick, 'Romeo');
    const list = { contact: 'talk.lists.example', name: 'Talk', post: 'talk@lists.example' };
    assert.equal(planIn(request({ mail: several, list })).incoming.nick, 'Talk');
    assert.deepEqual(incoming.addresses, [
      {
        type: 'to',
        jid: 'nurse\\40capulet.example@email.example.org',
        description: 'The nurse',
        delivered: true,
      },
    ]);
    assert.deepEqual(
      kept.others.map(({ address }) => address),
      ['romeo@montague.example', 'nurse@capulet.example'],
    );
  });

  it('over a list comes from the list, and answers go there', () => {
    const list = { contact: 'dev.lists.example', name: 'Developers', post: 'dev@lists.example' };
    const { incoming, record: kept } = planIn(request({ list, lastSubject: 'The feast' }));
    assert.equal(incoming.contact, 'dev.lists.example');
    assert.equal(incoming.body, 'Romeo: But soft!');
    assert.deepEqual(kept.reply, [{ name: 'Developers', address: 'dev@lists.example' }]);
  });

  it('is answered where its author wants answers', () => {
    const { record: kept } = planIn(request({ mail: mail({ replyTo: [{ address: 'friar@cell.example' }] }) }));
    assert.deepEqual(kept.reply, [{ address: 'friar@cell.example' }]);
  });

  it('begins with what is doubtful about it, and ends with what is missing', () => {
    const { incoming } = planIn(request({ warnings: ['Careful.'], notes: ['[…]'], lastSubject: 'The feast' }));
    assert.equal(incoming.body, 'Careful.\nBut soft!\n[…]');
  });
});

describe('who is in a mail', () => {
  it('is everybody but the account, each once, however an address is written', () => {
    const one = mail({
      to: [{ address: 'Juliet+shop@capulet.example' }, NURSE],
      cc: [{ address: 'NURSE@capulet.example' }, { address: 'romeo@montague.example' }],
    });
    assert.deepEqual(
      peopleOf(one, IDENTITY).map(({ address }) => address),
      ['romeo@montague.example', 'nurse@capulet.example'],
    );
    assert.ok(isGroupMail(one, IDENTITY));
    assert.ok(!isGroupMail(mail(), IDENTITY));
  });

  it('is no group where it is a crowd', () => {
    const crowd = Array.from({ length: 51 }, (_, n) => ({ address: `guest${n}@verona.example` }));
    assert.ok(!isGroupMail(mail({ to: crowd }), IDENTITY));
  });
});
