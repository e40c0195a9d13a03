import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { after, before, describe, it } from 'node:test';
import { isListFooter, keepsFooters, withoutListFooter } from '../../../../gateways/email/lists/footer.js';
import { FOOTER_MARKS } from '../../../../gateways/email/lists/footer-marks.js';
import { ListMemory } from '../../../../gateways/email/lists/list-memory.js';
import { leaveList, unsubscribeOf } from '../../../../gateways/email/lists/unsubscribe.js';
import type { Authentication } from '../../../../gateways/email/policy/authentication.js';
import { listTexts } from '../../../../gateways/email/texts/lists.js';
import { systemClock } from '../../../../src/clock.js';
import { Fetcher } from '../../../../src/http/fetch/fetch.js';
import { workMs } from '../../../support/cpu-time.js';
import { WebServer } from '../../../support/web-server.js';
import { type TestStore, testStore } from '../../store/support.js';
import { CERTIFICATE, KEY } from '../../stream/tls-fixture.js';
import { mail } from '../policy/support.js';

const LINK = 'https://lists.example.org/leave?who=1';
const MAILTO = '<mailto:dev-leave@lists.example.org?subject=leave>';
const BOTH = ['List-Unsubscribe', `${MAILTO}, <${LINK}>`] as const;
const CLICK = ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'] as const;
const signature = (h: string, d = 'example.org') =>
  ['DKIM-Signature', `v=1; a=rsa-sha256; d=${d}; s=x;\r\n h=${h};\r\n bh=x; b=y`] as const;
const SIGNED = signature('From : Subject:List-Unsubscribe:List-Unsubscribe-Post');
const FAILED = { result: 'fail', domain: 'example.org' } as const;
const pass: Authentication = { authservId: 'mx.example', dkim: [{ result: 'pass', domain: 'example.org' }] };

const asked = { to: 'dev-leave@lists.example.org', subject: 'leave', body: '' };

describe('the ways out of a list', () => {
  it('are one post, where a good signature covers the wish for it', () => {
    assert.deepEqual(unsubscribeOf(mail({}, [BOTH, CLICK, SIGNED]), pass), { oneClick: LINK, mail: asked, page: LINK });
  });

  it('are no post in all other cases', () => {
    for (const [fields, authentication] of [
      [[BOTH, SIGNED], pass],
      [[BOTH, ['List-Unsubscribe-Post', 'x'], SIGNED], pass],
      [[BOTH, CLICK], pass],
      [[BOTH, CLICK, SIGNED], undefined],
      [[BOTH, CLICK, SIGNED], { authservId: 'x', dkim: [{ result: 'fail', domain: 'example.org' }] }],
      [[BOTH, CLICK, signature('list-unsubscribe:list-unsubscribe-post', 'evil.example')], pass],
      [[BOTH, CLICK, signature('from:list-unsubscribe')], pass],
      // Somebody put another signature of the same domain beside the good one, which covers less.
      [[BOTH, CLICK, SIGNED, signature('from')], { authservId: 'x', dkim: [...(pass.dkim ?? []), FAILED] }],
      [[BOTH, CLICK, signature('list-unsubscribe-post')], pass],
    ] as const) {
      assert.deepEqual(unsubscribeOf(mail({}, fields), authentication), { mail: asked, page: LINK });
    }
    const plain = ['List-Unsubscribe', '<http://lists.example.org/leave>'] as const;
    assert.deepEqual(unsubscribeOf(mail({}, [plain, CLICK, SIGNED]), pass), { page: 'http://lists.example.org/leave' });
  });

  it('are none where the mail names none that anybody could go', () => {
    for (const value of ['', 'NO', '<ftp://x.example/>', '<javascript:alert(1)>', '<mailto:>']) {
      assert.equal(unsubscribeOf(mail({}, [['List-Unsubscribe', value], CLICK, SIGNED]), pass), undefined, value);
    }
  });
});

describe('leaving a list', () => {
  let server: WebServer;
  const posts: string[] = [];
  let status = 200;
  before(async () => {
    server = await WebServer.of(
      createServer({ cert: CERTIFICATE, key: KEY }, async (request, response) => {
        let body = '';
        for await (const part of request) body += String(part);
        posts.push(`${request.method} ${request.url} ${request.headers['content-type']} ${body}`);
        response.writeHead(status).end();
      }),
    );
  });
  after(() => server.stop());
  const media = (allowNetworks: readonly string[] = ['127.0.0.1']) =>
    new Fetcher({ maxFile: 1, allowNetworks, userAgent: 'Isthmus/test', clock: systemClock, ca: CERTIFICATE });

  it('is one post where that is a way', async () => {
    const oneClick = `${server.url.replace('http:', 'https:')}/leave?who=1`;
    assert.deepEqual(await leaveList({ oneClick, mail: asked, page: LINK }, media(), 'Dev'), { kind: 'done' });
    assert.deepEqual(posts.splice(0), [
      'POST /leave?who=1 application/x-www-form-urlencoded List-Unsubscribe=One-Click',
    ]);
  });

  it('goes on to the next way where the post fails, and says why where there is none', async () => {
    const oneClick = `${server.url.replace('http:', 'https:')}/leave`;
    status = 500;
    assert.deepEqual(await leaveList({ oneClick, mail: asked }, media(), 'Dev'), { kind: 'mail', mail: asked });
    assert.deepEqual(await leaveList({ oneClick, page: oneClick }, media(), 'Dev'), { kind: 'page', url: oneClick });
    const failed = await leaveList({ oneClick }, media(), 'Dev');
    assert.ok(failed.kind === 'failed' && failed.problem.text.key === 'media.status');
    assert.equal(posts.splice(0).length, 3);
    const inside = await leaveList({ oneClick }, media([]), 'Dev');
    assert.ok(inside.kind === 'failed' && inside.problem.text.key === 'media.address');
    assert.deepEqual(posts, []);
  });

  it('is told as not possible where the mail names no way', async () => {
    const failed = await leaveList(undefined, undefined, 'Dev');
    assert.ok(failed.kind === 'failed' && failed.problem.text.key in listTexts.en);
    assert.deepEqual(failed.problem.text.params, { list: 'Dev' });
    assert.deepEqual(await leaveList({ oneClick: LINK, page: LINK }, undefined, 'Dev'), { kind: 'page', url: LINK });
  });
});

describe('the footer of a list', () => {
  it('is known for each of the table', () => {
    for (const { software, rule, begins, behind } of FOOTER_MARKS) {
      for (const next of behind ?? ['']) {
        const first = rule === undefined ? (begins ?? '') : rule.characters.repeat(rule.least).slice(0, rule.least + 5);
        const footer = `${first}\nDev\n${next}: x\n`;
        assert.ok(isListFooter(footer), `${software}: ${footer}`);
        assert.equal(withoutListFooter(`Hello\nthere\n\n--\n\n${footer}`), 'Hello\nthere', software);
      }
    }
  });

  it('is nothing that a person wrote', () => {
    for (const text of [
      '',
      'Hello',
      `Hello\n${'_'.repeat(30)}\nFrom: Alice\nSubject: x`,
      `${'-'.repeat(60)}\nA table\n`,
      `${'_'.repeat(30)}\nmailing list${'\nmore text'.repeat(30)}`,
      'Hello\n-- \nAlice\nto unsubscribe write me',
    ]) {
      assert.equal(withoutListFooter(text), text);
      assert.ok(!isListFooter(text), text);
    }
  });

  it('stays where it is part of the mail (Schleuder)', () => {
    assert.ok(keepsFooters(mail({}, [['X-Schleuder', '4']])));
    assert.ok(keepsFooters(mail({}, [['User-Agent', 'Schleuder 4.0']])));
    assert.ok(!keepsFooters(mail()));
  });

  it('is looked for in time that grows with the text', () => {
    const began = workMs();
    withoutListFooter(`${'_'.repeat(200)}\n`.repeat(50_000));
    withoutListFooter('_'.repeat(5_000_000));
    assert.ok(workMs() - began < 500);
  });
});

describe('what is known of the lists of an account', () => {
  let redis: TestStore;
  before(async () => {
    redis = await testStore();
  });
  after(() => redis.close());
  const dev = { id: 'dev.example.org', contact: 'dev.example.org', name: 'Dev', post: 'dev@example.org' };

  it('is the first name and the first address, and both stay', async () => {
    const memory = new ListMemory(redis.store.kv('email'));
    assert.deepEqual(await memory.learn('a', dev), { name: 'Dev', post: 'dev@example.org' });
    const { post: _, ...silent } = dev;
    assert.deepEqual(await memory.learn('a', { ...silent, name: 'Other', archive: 'https://x.example/' }), {
      name: 'Dev',
      post: 'dev@example.org',
      archive: 'https://x.example/',
    });
    assert.equal(await memory.of('b', dev.contact), undefined);
  });

  it('is that nobody knows where to write to, once its mails differ', async () => {
    const memory = new ListMemory(redis.store.kv('email'));
    await memory.learn('c', dev);
    assert.deepEqual(await memory.learn('c', { ...dev, post: 'DEV@example.org' }), {
      name: 'Dev',
      post: 'dev@example.org',
    });
    assert.deepEqual(await memory.learn('c', { ...dev, post: 'trap@evil.example' }), { name: 'Dev', disputed: true });
    assert.deepEqual(await memory.learn('c', dev), { name: 'Dev', disputed: true });
    await memory.forget('c', dev.contact);
    assert.deepEqual(await memory.learn('c', dev), { name: 'Dev', post: 'dev@example.org' });
  });
});
