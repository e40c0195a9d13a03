import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listAuthor } from '../../../../gateways/email/lists/list-author.js';
import { listOf } from '../../../../gateways/email/lists/list-of.js';
import { leaveList, unsubscribeOf } from '../../../../gateways/email/lists/unsubscribe.js';
import { readMail } from '../../../../gateways/email/mime/read-mail.js';
import { authenticationOf, authenticityOf, TrustedServers } from '../../../../gateways/email/policy/authentication.js';
import { answersTo, automated } from '../../../../gateways/email/policy/automated.js';
import { warningsOf } from '../../../../gateways/email/policy/spoofing.js';
import { vacationOf } from '../../../../gateways/email/policy/vacation.js';

const NOW = Date.UTC(2026, 7, 1, 12);

/** A mail as it comes, from its lines. */
function read(...lines: string[]) {
  const octets = Buffer.from(lines.join('\r\n'));
  return readMail(octets, {
    now: NOW,
    chooseText: ({ plain }) => ({ body: plain[0]?.text ?? '', kind: plain.length === 0 ? 'none' : 'plain' }),
  });
}

const trusted = new TrustedServers(['mx.example.org']);

describe('a mail as it comes', () => {
  it('of a newsletter is of a list that is left by one post', async () => {
    const mail = read(
      'Return-Path: <bounces+7@news.acme.example>',
      'Received: from out.acme.example by mx.example.org; Sat, 1 Aug 2026 11:00:00 +0000',
      'Authentication-Results: mx.example.org;',
      ' dkim=pass header.d=acme.example header.s=k1 header.b="abc=";',
      ' spf=pass smtp.mailfrom=bounces+7@news.acme.example; dmarc=pass header.from=acme.example',
      'DKIM-Signature: v=1; a=rsa-sha256; d=acme.example; s=k1;',
      ' h=From:To:Subject:List-Unsubscribe:',
      '  List-Unsubscribe-Post; bh=x; b=y',
      'From: =?utf-8?q?ACME_B=C3=BCcher?= <no-reply@acme.example>',
      'To: romeo@mail.example.org',
      'Subject: Summer',
      'List-Id: <51231231231231231231231232869f58.acme.example>',
      'List-Unsubscribe: <https://acme.example/leave/1>,',
      '  <mailto:leave@acme.example?subject=leave%201>',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      '',
      'Hello',
    );
    const authentication = authenticationOf(mail, trusted);
    const authenticity = authenticityOf(mail, authentication);
    assert.equal(authenticity, 'pass');
    const list = listOf(mail);
    assert.deepEqual(list, { id: 'acme.example', contact: 'acme.example', name: 'ACME Bücher' });
    assert.equal(automated(mail)?.kind, 'list');
    assert.deepEqual(warningsOf(mail, { authenticity, list: true }), []);
    const posts: string[] = [];
    const post = async (url: string) => {
      posts.push(url);
      return { ok: true, status: 200 } as const;
    };
    assert.deepEqual(await leaveList(unsubscribeOf(mail, authentication), { post }, 'ACME'), { kind: 'done' });
    assert.deepEqual(posts, ['https://acme.example/leave/1']);
  });

  it('of a discussion whose program wrote itself into From has its author', () => {
    const mail = read(
      'Return-Path: <dev-bounces@lists.example.org>',
      'From: Alice via Dev <dev@lists.example.org>',
      'Reply-To: Alice <alice@example.com>, dev@lists.example.org',
      'To: dev@lists.example.org',
      'Subject: Re: [Dev] =?utf-8?q?Caf=C3=A9?=',
      'List-Id: Developers',
      ' <dev.lists.example.org>',
      'List-Post: <mailto:dev@lists.example.org>',
      '',
      'Hello',
    );
    const list = listOf(mail);
    assert.ok(list !== undefined);
    assert.deepEqual([list.contact, list.name, list.post], ['dev.lists.example.org', 'Dev', 'dev@lists.example.org']);
    assert.deepEqual(listAuthor(mail, list)?.author, { name: 'Alice', address: 'alice@example.com' });
  });

  it('of somebody who is away tells until when, and is answered by nothing', () => {
    const mail = read(
      'Return-Path: <>',
      'From: Alice <alice@example.com>',
      'To: romeo@mail.example.org',
      'Subject: =?utf-8?q?Abwesenheitsnotiz=3A_Caf=C3=A9?=',
      'Auto-Submitted: auto-replied',
      '',
      'Ich bin bis 12.08.2026 im Urlaub.',
    );
    assert.deepEqual(vacationOf(mail, mail.text.body, NOW), {
      status: 'Ich bin bis 12.08.2026 im Urlaub.',
      until: Date.UTC(2026, 7, 13),
      told: true,
    });
    assert.deepEqual(answersTo(mail), { reply: false, receipt: false });
  });

  it('of a forger is not believed, whatever it says of its own checks', () => {
    const mail = read(
      'Return-Path: <eve@evil.example>',
      'Received: from evil.example by mx.example.org; Sat, 1 Aug 2026 11:00:00 +0000',
      'Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=eve@evil.example; dmarc=fail header.from=bank.example',
      'Received: from x by evil.example; Sat, 1 Aug 2026 10:59:00 +0000',
      'Authentication-Results: mx.example.org; dmarc=pass header.from=bank.example',
      'From: "service@bank.example" <service@xn--bnk-6cd.example>',
      'Reply-To: eve@evil.example',
      'To: romeo@mail.example.org',
      'Subject: Your account',
      '',
      'Hello',
    );
    const authenticity = authenticityOf(mail, authenticationOf(mail, trusted));
    assert.equal(authenticity, 'fail');
    assert.deepEqual(
      warningsOf(mail, { authenticity, list: false }).map(({ kind }) => kind),
      ['failed', 'name-is-address', 'scripts', 'reply-to'],
    );
  });
});
