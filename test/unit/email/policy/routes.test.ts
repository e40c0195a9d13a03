import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { senderFields } from '../../../../gateways/email/policy/identity.js';
import { junkMark } from '../../../../gateways/email/policy/junk.js';
import { JUNK_HEADERS } from '../../../../gateways/email/policy/junk-headers.js';
import {
  gatewaysOf,
  loopOf,
  nextGateway,
  type OwnMarks,
  SenderCounts,
} from '../../../../gateways/email/policy/loops.js';
import { Router } from '../../../../gateways/email/policy/short-circuit.js';
import { policyTexts } from '../../../../gateways/email/texts/policy.js';
import { type TestStore, testStore } from '../../store/support.js';
import { mail } from './support.js';

describe('a mail that goes round in circles', () => {
  const own: OwnMarks = {
    mark: 'email.example.org',
    isOwnMessageId: (id) => id.endsWith('@mail.example.org'),
    user: 'romeo@example.org',
    addresses: ['romeo@mail.example.org'],
  };
  const loop = (fields: [string, string][], more: Parameters<typeof mail>[0] = {}) => loopOf(mail(more, fields), own);
  const received = (count: number) =>
    Array.from({ length: count }, (): [string, string] => ['Received', 'from a by b']);

  it('went through too many servers, or too many gateways', () => {
    assert.equal(loop(received(50)), undefined);
    assert.equal(loop(received(51)), 'hops');
    assert.equal(loop([['X-XMPP-Gateway-Hops', '2']]), undefined);
    assert.equal(loop([['X-XMPP-Gateway-Hops', '3']]), 'gateways');
    assert.equal(loop([['X-XMPP-Gateway-Hops', '-1']]), 'gateways');
  });

  it('carries our mark, or is one of ours', () => {
    assert.equal(loop([['X-Loop', ' Email.Example.ORG ']]), 'mark');
    assert.equal(
      loop([
        ['X-Loop', 'other.example'],
        ['X-Loop', 'email.example.org'],
      ]),
      'mark',
    );
    assert.equal(loop([['X-Loop', 'other.example']]), undefined);
    assert.equal(loop([], { messageId: 'x@mail.example.org' }), 'echo');
    assert.equal(
      loop([['Jabber-ID', 'xmpp:Romeo@example.org']], { from: [{ address: 'Romeo@mail.example.org' }] }),
      'echo',
    );
  });

  it('is none because somebody writes a JID into it', () => {
    assert.equal(loop([['Jabber-ID', 'romeo@example.org']]), undefined);
    assert.equal(
      loop([['Jabber-ID', 'juliet@example.org']], { from: [{ address: 'romeo@mail.example.org' }] }),
      undefined,
    );
    assert.equal(loop([], { from: [{ address: 'romeo@mail.example.org' }] }), undefined);
  });

  it('stops at the third gateway, also where both sides are one of these', () => {
    let hops: string | undefined;
    const seen: (string | undefined)[] = [];
    for (let at = 0; at < 5; at += 1) {
      const next = nextGateway(hops);
      seen.push(next);
      if (next === undefined) break;
      hops = next;
    }
    assert.deepEqual(seen, ['1', '2', '3', undefined]);
    assert.deepEqual(['0', '7', 'x', '', '1e3', '9999'].map(gatewaysOf), [0, 7, 3, 3, 3, 3]);
  });
});

describe('what one sender writes', () => {
  let redis: TestStore;
  before(async () => {
    redis = await testStore();
  });
  after(() => redis.close());

  it('is too much at some point, of which the user is told once', async () => {
    const counts = new SenderCounts(redis.store.kv('email'), 2);
    const all = [];
    for (let at = 0; at < 4; at += 1)
      all.push(await counts.count('romeo', at % 2 === 0 ? 'a@b.example' : 'A@B.example'));
    assert.deepEqual(all, [
      { tooMany: false, first: false },
      { tooMany: false, first: false },
      { tooMany: true, first: true },
      { tooMany: true, first: false },
    ]);
    assert.deepEqual(await counts.count('juliet', 'a@b.example'), { tooMany: false, first: false });
    assert.ok('email.loop.too-many' in policyTexts.en);
  });
});

describe('where a mail goes', () => {
  const router = new Router({
    mailDomain: 'mail.example.org',
    gatewayDomains: ['email.example.org', 'sms.example.org'],
  });
  const kind = (address: string) => {
    const route = router.routeOf(address);
    if (route.kind !== 'refused') return route.kind;
    assert.ok(route.problem.text.key in policyTexts.en);
    return route.problem.text.key;
  };

  it('is out, or here', () => {
    assert.equal(kind('alice@example.com'), 'outside');
    assert.equal(kind('a@sub.mail.example.org'), 'outside');
    assert.equal(kind('Romeo@Mail.Example.org'), 'here');
    assert.equal(kind('reply+abc@mail.example.org'), 'here');
  });

  it('is nowhere for the JID of a contact, and for an address of reports', () => {
    assert.equal(kind('alice\\40example.com@email.example.org'), 'email.route.contact');
    assert.equal(kind('+15551234567@SMS.example.org'), 'email.route.contact');
    assert.equal(kind('Bounces+abc@mail.example.org'), 'email.route.own-address');
    assert.equal(kind('bounces@mail.example.org'), 'email.route.own-address');
  });

  it('is out for everybody where the gateway has no mail domain', () => {
    const other = new Router({ gatewayDomains: ['email.example.org'] });
    assert.equal(other.routeOf('romeo@mail.example.org').kind, 'outside');
    assert.equal(other.routeOf('nobody').kind, 'outside');
  });
});

describe('the sender of a mail', () => {
  it('of a mailbox is that alone', () => {
    assert.deepEqual(
      senderFields(
        { own: false, address: 'r@example.com', name: 'Romeo' },
        { reply: 'reply+x@m', bounces: 'bounces+x@m' },
      ),
      { from: { name: 'Romeo', address: 'r@example.com' }, envelope: 'r@example.com', headers: [] },
    );
  });

  it('of the gateway has addresses with tokens for what comes back', () => {
    assert.deepEqual(
      senderFields(
        { own: true, address: 'r@m.example', name: 'Romeo', jabberId: 'romeo@example.org' },
        { reply: 'reply+x@m.example', bounces: 'bounces+x@m.example' },
      ),
      {
        from: { name: 'Romeo', address: 'r@m.example' },
        replyTo: { name: 'Romeo', address: 'reply+x@m.example' },
        envelope: 'bounces+x@m.example',
        headers: [{ name: 'Jabber-ID', value: 'romeo@example.org' }],
      },
    );
    assert.deepEqual(senderFields({ own: true, address: 'r@m.example' }), {
      from: { address: 'r@m.example' },
      envelope: 'r@m.example',
      headers: [],
    });
  });
});

describe('junk', () => {
  it('is what a filter says, each of the table', () => {
    for (const { name, begins = [], has = [] } of JUNK_HEADERS) {
      for (const value of [
        ...begins.map((start) => `${start.toUpperCase()}, score=9`),
        ...has.map((part) => `CIP:1;${part};`),
      ]) {
        assert.equal(junkMark(mail({}, [[name, value]])), name, value);
      }
    }
  });

  it('is nothing else', () => {
    for (const [name, value] of [
      ['X-Spam-Flag', 'NO'],
      ['X-Spam-Status', 'No, score=1 tests=YES'],
      ['X-Spam-Level', '*****'],
      ['X-MS-Exchange-Organization-SCL', '1'],
      ['X-MS-Exchange-Organization-SCL', '-1'],
      ['X-Forefront-Antispam-Report', 'SFV:NSPM;CAT:NONE'],
      ['Subject', 'yes spam'],
    ] as const) {
      assert.equal(junkMark(mail({}, [[name, value]])), undefined, `${name}: ${value}`);
    }
  });
});
