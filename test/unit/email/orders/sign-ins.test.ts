import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { formPost } from '../../../../gateways/email/accounts/oauth/form-post.js';
import { Grants } from '../../../../gateways/email/accounts/oauth/grants.js';
import { emailConfig } from '../../../../gateways/email/config.js';
import { SignIns, type SignInWait } from '../../../../gateways/email/orders/sign-ins.js';
import type { Account, TextRef } from '../../../../gateways/gateway.js';
import { systemClock } from '../../../../src/clock.js';
import { silentLog } from '../../../../src/log.js';
import { MemoryKv } from '../../irc/asks/support/memory-kv.js';
import { type OAuthServer, oauthServer } from '../accounts/support/oauth-server.js';

const account: Account = {
  id: 'romeo@example.org',
  jid: 'romeo@example.org',
  label: '',
  born: 7,
  rev: 1,
  since: 0,
  fields: {
    email: 'romeo@corp.example',
    'found-kind': 'mailbox',
    'found-imap': 'tls://imap.corp.example:993',
    'found-smtp': 'tls://smtp.corp.example:465',
    'found-oauth': 'corp',
  },
};

describe('signing in for a mailbox', () => {
  let server: OAuthServer;
  let kv: MemoryKv;
  let told: TextRef[];
  let waits: { readonly ms: number; readonly wait: SignInWait }[];
  let opened: string[];
  let known: Account | undefined;

  beforeEach(async () => {
    server = await oauthServer();
    [kv, told, waits, opened, known] = [new MemoryKv(), [], [], [], account];
  });
  afterEach(() => server.close());

  const context = () => ({
    kv,
    clock: systemClock,
    log: silentLog,
    seal: (key: string, text: string) => JSON.stringify([key, text]),
    unseal: (key: string, sealed: string) => {
      const [under, text] = JSON.parse(sealed) as [string, string];
      return under === key ? text : undefined;
    },
    account: async (id: string) => (known?.id === id ? known : undefined),
    tell: async (_account: Pick<Account, 'id' | 'jid'>, text: TextRef) => void told.push(text),
    later: {
      schedule: async (_key: string, ms: number, wait: unknown) => void waits.push({ ms, wait: wait as SignInWait }),
      cancel: async () => undefined,
    },
  });
  const signIns = (flow: 'device' | 'code') => {
    const corp = {
      clientId: 'isthmus',
      clientSecret: 'hush',
      flow,
      domains: ['corp.example'],
      tokenUrl: `${server.url}/token`,
      authorizeUrl: `${server.url}/authorize`,
      deviceUrl: `${server.url}/device`,
      scopes: ['mail', 'offline_access'],
    };
    const config = emailConfig.parse({ domain: 'email.example.org', secret: 'x', ownMailboxes: { oauth: { corp } } });
    const signedIn = ({ id }: Account) => void opened.push(id);
    return new SignIns({ context: context(), config, post: formPost, random: randomBytes, signedIn });
  };
  const grant = async () => await new Grants(context()).load(account);

  it('with a code: the provider is asked until it is typed, then the mailbox is opened', async () => {
    const signing = signIns('device');
    const said = await signing.begin(account);
    assert.ok('key' in said);
    assert.equal(said.key, 'email.oauth.open-device');
    assert.equal(said.params?.address, 'romeo@corp.example');
    const [first] = waits;
    assert.deepEqual(first?.wait, { kind: 'sign-in', account: account.id, born: 7 });
    await signing.later(first.wait);
    assert.deepEqual([waits.length, opened, told], [2, [], []]);
    server.behaviour.device = 'yes';
    // The mailbox was told to be closed to us: if that happens again, it is told again.
    await kv.set('parked:romeo@example.org:7:1', 1);
    await signing.later(first.wait);
    assert.deepEqual(opened, [account.id]);
    assert.deepEqual(told, [{ key: 'email.oauth.done', params: { address: 'romeo@corp.example' } }]);
    assert.ok((await grant())?.refreshToken);
    assert.equal(await kv.get('parked:romeo@example.org:7:1'), undefined);
    assert.equal(waits.length, 2);
  });

  it('whoever says no is told, and the provider is asked no more', async () => {
    const signing = signIns('device');
    await signing.begin(account);
    server.behaviour.device = 'no';
    await signing.later({ kind: 'sign-in', account: account.id, born: 7 });
    assert.deepEqual(
      told.map(({ key }) => key),
      ['email.oauth.refused'],
    );
    assert.deepEqual([waits.length, opened], [1, []]);
  });

  it('with what the browser shows', async () => {
    const signing = signIns('code');
    const said = await signing.begin(account);
    assert.ok('key' in said && said.key === 'email.oauth.open-code');
    assert.deepEqual(waits, []);
    const wrong = await signing.answer(account, 'I have done it');
    assert.ok('condition' in wrong);
    assert.equal(wrong.text.key, 'email.oauth.no-code');
    const done = await signing.answer(account, server.agree(String(said.params?.url)));
    assert.deepEqual(done, { key: 'email.oauth.done', params: { address: 'romeo@corp.example' } });
    assert.deepEqual(opened, [account.id]);
    assert.ok(await grant());
  });

  it('begins by itself where a mailbox does not open for want of it, and for no other reason', async () => {
    const signing = signIns('device');
    const problem = (key: string) => ({ type: 'auth', condition: 'not-authorized', text: { key } }) as const;
    const begun = await signing.lacking(account, problem('email.oauth.missing'));
    assert.equal(begun?.key, 'email.oauth.open-device');
    assert.equal((await signing.lacking(account, problem('email.oauth.lost')))?.key, 'email.oauth.open-device');
    assert.equal(await signing.lacking(account, problem('email.imap.sign-in-refused')), undefined);
    server.behaviour.broken = true;
    assert.equal((await signing.lacking(account, problem('email.oauth.missing')))?.key, 'email.oauth.unavailable');
  });

  it('is nothing for who has left, has registered anew, or has a password', async () => {
    const signing = signIns('device');
    await signing.begin(account);
    server.behaviour.device = 'yes';
    known = { ...account, born: 8 };
    await signing.later({ kind: 'sign-in', account: account.id, born: 7 });
    known = undefined;
    await signing.later({ kind: 'sign-in', account: account.id, born: 7 });
    assert.deepEqual([opened, told], [[], []]);
    const { 'found-oauth': _, ...fields } = account.fields;
    const said = await signing.begin({ ...account, fields });
    assert.ok('condition' in said);
    assert.equal(said.text.key, 'email.order.no-sign-in');
    assert.equal(signing.concerns({ ...account, fields }), false);
    assert.equal(signing.concerns(account), true);
  });
});
