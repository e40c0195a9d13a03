import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { providerOf } from '../../../../gateways/email/accounts/discovery/providers.js';
import { readCopied } from '../../../../gateways/email/accounts/oauth/code-flow.js';
import { formPost, OAuthUnavailable } from '../../../../gateways/email/accounts/oauth/form-post.js';
import { forgetGrants, Grants } from '../../../../gateways/email/accounts/oauth/grants.js';
import { oauthProvider, signInOf } from '../../../../gateways/email/accounts/oauth/provider.js';
import { SignIn } from '../../../../gateways/email/accounts/oauth/sign-in.js';
import { TokenSource } from '../../../../gateways/email/accounts/oauth/token-source.js';
import { emailConfig } from '../../../../gateways/email/config.js';
import { imapProbe } from '../../../../gateways/email/imap/probe.js';
import { SignInLost } from '../../../../gateways/email/imap/types.js';
import type { Problem } from '../../../../gateways/gateway.js';
import { type Dovecot, startDovecot } from '../../../../sandbox/dovecot.js';
import type { Clock } from '../../../../src/clock.js';
import { systemClock } from '../../../../src/clock.js';
import { MemoryKv } from '../../irc/asks/support/memory-kv.js';
import { type OAuthServer, oauthServer } from './support/oauth-server.js';

const account = { id: 'romeo@example.org', jid: 'romeo@example.org', born: 7 };
const ADDRESS = 'romeo@corp.example';

/** A store whose sealed texts do not show what is in them, and open only under their key. */
function newContext() {
  const kv = new MemoryKv();
  const seal = (key: string, text: string): string => Buffer.from(JSON.stringify([key, text])).toString('base64');
  const unseal = (key: string, sealed: string): string | undefined => {
    const [under, text] = JSON.parse(Buffer.from(sealed, 'base64').toString()) as [string, string];
    return under === key ? text : undefined;
  };
  return { kv, seal, unseal };
}

describe('signing in', () => {
  let server: OAuthServer;
  let context = newContext();
  let ahead = 0;
  /** Wall time that a test moves. */
  const clock: Clock = { ...systemClock, now: () => Date.now() + ahead };

  beforeEach(async () => {
    server = await oauthServer();
    context = newContext();
    ahead = 0;
  });
  afterEach(() => server.close());

  const provider = (flow: 'device' | 'code') => {
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
    const { ownMailboxes } = emailConfig.parse({ domain: 'email.example.org', ownMailboxes: { oauth: { corp } } });
    const found = oauthProvider('corp', ownMailboxes);
    assert.ok(found);
    return found;
  };
  const signIn = (flow: 'device' | 'code') =>
    new SignIn({ provider: provider(flow), providerName: 'Corp', context, post: formPost, clock, random: randomBytes });
  const source = (lost?: (problem: Problem) => void, flow: 'device' | 'code' = 'device') =>
    new TokenSource({
      account,
      endpoint: { provider: provider(flow), post: formPost, clock },
      grants: new Grants(context),
      kv: context.kv,
      clock,
      random: randomBytes,
      ...(lost === undefined ? {} : { lost }),
    });
  const failure = (result: object): string =>
    'problem' in result ? (result.problem as Problem).text.key : JSON.stringify(result);

  /** Signs in by the device flow. */
  async function signedIn(): Promise<void> {
    const one = signIn('device');
    await one.begin(account, ADDRESS);
    server.behaviour.device = 'yes';
    assert.deepEqual(await one.ask(account), { state: 'done' });
  }

  it('works with a code that the user types on a page of the provider, in whatever process it goes on', async () => {
    const begun = await signIn('device').begin(account, ADDRESS);
    assert.deepEqual(begun, {
      text: {
        key: 'email.oauth.open-device',
        params: { provider: 'Corp', url: 'https://login.example/device', code: 'ABCD-EFGH', address: ADDRESS },
      },
      askAfter: 5000,
    });
    assert.deepEqual(await signIn('device').ask(account), { state: 'waiting', askAfter: 5000 });
    server.behaviour.device = 'slow';
    assert.deepEqual(await signIn('device').ask(account), { state: 'waiting', askAfter: 10_000 });
    server.behaviour.device = 'waiting';
    assert.deepEqual(await signIn('device').ask(account), { state: 'waiting', askAfter: 10_000 }, 'it stays slow');
    server.behaviour.broken = true;
    assert.deepEqual(await signIn('device').ask(account), { state: 'waiting', askAfter: 10_000 });
    server.behaviour.broken = false;
    server.behaviour.device = 'yes';
    assert.deepEqual(await signIn('device').ask(account), { state: 'done' });
    assert.ok(server.tokens.has(await source().accessToken(false)));
    assert.equal(failure(await signIn('device').ask(account)), 'email.oauth.expired', 'it is over');
  });

  it('ends where the user says no, or takes too long', async () => {
    await signIn('device').begin(account, ADDRESS);
    server.behaviour.device = 'no';
    assert.equal(failure(await signIn('device').ask(account)), 'email.oauth.refused');
    await signIn('device').begin(account, ADDRESS);
    ahead = 901_000;
    assert.equal(failure(await signIn('device').ask(account)), 'email.oauth.expired');
    server.behaviour.broken = true;
    assert.equal(failure(await signIn('device').begin(account, ADDRESS)), 'email.oauth.unavailable');
  });

  it('works with the address on which the browser ends, which must be of this sign-in', async () => {
    const begun = await signIn('code').begin(account, ADDRESS);
    assert.ok('text' in begun);
    const page = String(begun.text.params?.url);
    const { searchParams } = new URL(page);
    assert.deepEqual(
      ['response_type', 'client_id', 'redirect_uri', 'scope', 'code_challenge_method', 'login_hint'].map((name) =>
        searchParams.get(name),
      ),
      ['code', 'isthmus', 'http://127.0.0.1/', 'mail offline_access', 'S256', ADDRESS],
    );
    const ended = server.agree(page);
    assert.equal(failure(await signIn('code').answer(account, 'ABCD')), 'email.oauth.no-code');
    assert.equal(failure(await signIn('code').answer(account, 'http://127.0.0.1/?code=stolen')), 'email.oauth.no-code');
    const other = ended.replace(/state=[^&]+/, 'state=other');
    assert.equal(failure(await signIn('code').answer(account, other)), 'email.oauth.other-code');
    assert.deepEqual(server.asked, [], 'nothing of that went to the provider');
    assert.deepEqual(await signIn('code').answer(account, ` ${ended}\n`), { state: 'done' });
    assert.ok(server.tokens.has(await source(undefined, 'code').accessToken(false)));
    assert.equal(failure(await signIn('code').answer(account, ended)), 'email.oauth.expired', 'a code is good once');
  });

  it('is refused with a code that belongs to another verifier', async () => {
    const first = await signIn('code').begin(account, ADDRESS);
    assert.ok('text' in first);
    const code = new URL(server.agree(String(first.text.params?.url))).searchParams.get('code') ?? '';
    const second = await signIn('code').begin(account, ADDRESS);
    assert.ok('text' in second);
    const state = new URL(String(second.text.params?.url)).searchParams.get('state') ?? '';
    const mixed = `http://127.0.0.1/?state=${state}&code=${code}`;
    assert.equal(failure(await signIn('code').answer(account, mixed)), 'email.oauth.refused');
  });

  it('reads what people copy', () => {
    assert.deepEqual(readCopied('http://127.0.0.1/?state=s&code=c%2Fd', { state: 's' }), { ok: true, code: 'c/d' });
    assert.deepEqual(readCopied('http://127.0.0.1/?state=s&error=access_denied', { state: 's' }), {
      ok: false,
      why: 'refused',
    });
    for (const text of ['', 'c', 'http://', `http://127.0.0.1/?state=s&code=${'x'.repeat(9000)}`]) {
      assert.deepEqual(readCopied(text, { state: 's' }), { ok: false, why: 'no-code' });
    }
  });

  it('says so where the provider lets us in for a short time only', async () => {
    server.behaviour.lasting = false;
    server.behaviour.device = 'yes';
    await signIn('device').begin(account, ADDRESS);
    assert.equal(failure(await signIn('device').ask(account)), 'email.oauth.no-refresh');
  });

  it('keeps nothing that can be read, nothing for who registers anew, and nothing for who leaves', async () => {
    await signedIn();
    const other = { ...account, born: 8 };
    assert.ok(await new Grants(context).load(account));
    assert.equal(await new Grants(context).load(other), undefined);
    await forgetGrants(context.kv, account.jid);
    assert.equal(await new Grants(context).load(account), undefined);
  });

  describe('and the token', () => {
    it('is kept until shortly before it ends, and then renewed, once for all who ask', async () => {
      await signedIn();
      const one = source();
      const first = await one.accessToken(false);
      assert.equal(await one.accessToken(false), first);
      ahead = 3_550_000;
      server.behaviour.delay = 50;
      const all = await Promise.all([
        one.accessToken(false),
        one.accessToken(false),
        source().accessToken(false),
        source().accessToken(true),
      ]);
      assert.equal(new Set(all).size, 1);
      assert.notEqual(all[0], first);
      assert.deepEqual(server.asked.filter((type) => type === 'refresh_token').length, 1);
    });

    it('is renewed when a server has refused it, but not one that has just come', async () => {
      await signedIn();
      const one = source();
      const first = await one.accessToken(false);
      assert.equal(await one.accessToken(true), first, 'it is a moment old');
      ahead = 60_000;
      const second = await one.accessToken(true);
      assert.notEqual(second, first);
      assert.equal(await source().accessToken(true), second, 'the other protocol had the old one');
    });

    it('survives providers that change the refresh token each time, with many processes at once', async () => {
      server.behaviour.rotate = true;
      await signedIn();
      for (let round = 1; round <= 5; round += 1) {
        ahead = round * 3_600_000;
        const all = await Promise.all(Array.from({ length: 6 }, () => source().accessToken(false)));
        assert.equal(new Set(all).size, 1);
        assert.ok(server.tokens.has(all[0] ?? ''));
      }
      assert.equal(server.asked.filter((type) => type === 'refresh_token').length, 5);
    });

    it('is gone when the permission is: the user is told once, and the provider is left alone', async () => {
      await signedIn();
      const told: Problem[] = [];
      const lost = (problem: Problem): void => void told.push(problem);
      ahead = 3_600_000;
      server.revoke();
      const results = await Promise.allSettled([source(lost).accessToken(false), source(lost).accessToken(false)]);
      for (const result of results) {
        assert.ok(result.status === 'rejected' && result.reason instanceof SignInLost);
        assert.equal(result.reason.problem.text.key, 'email.oauth.lost');
      }
      await assert.rejects(source(lost).accessToken(true), SignInLost);
      assert.equal(told.length, 1);
      assert.equal(server.asked.filter((type) => type === 'refresh_token').length, 1);
      await signedIn();
      assert.ok(server.tokens.has(await source(lost).accessToken(false)), 'until the user signs in anew');
    });

    it('is asked for again later where the provider is out, and missing where nobody has signed in', async () => {
      await assert.rejects(
        source().accessToken(false),
        (error) => error instanceof SignInLost && error.problem.text.key === 'email.oauth.missing',
      );
      await signedIn();
      ahead = 3_600_000;
      server.behaviour.broken = true;
      await assert.rejects(source().accessToken(false), OAuthUnavailable);
      server.behaviour.broken = false;
      assert.ok(server.tokens.has(await source().accessToken(false)));
      await assert.rejects(formPost('http://127.0.0.1:1/', {}), OAuthUnavailable);
    });
  });

  describe('at a real mail server', () => {
    let dovecot: Dovecot;
    before(async () => {
      dovecot = await startDovecot({ oauth: true });
    });
    after(() => dovecot.stop());

    it('lets the user in with the token, and with the next one when that was refused', async () => {
      await signedIn();
      const tokens = source();
      const login = async (renew: boolean) => {
        const accessToken = await tokens.accessToken(renew);
        const target = {
          server: { host: '127.0.0.1', port: dovecot.port, security: 'none' as const },
          login: { user: 'romeo', accessToken },
          allowed: () => true,
        };
        return (await imapProbe()(target, AbortSignal.timeout(60_000))).ok;
      };
      const letIn = (): void => {
        dovecot.tokens.clear();
        for (const token of server.tokens) dovecot.tokens.set(token, 'romeo');
      };
      letIn();
      assert.equal(await login(false), true);
      dovecot.tokens.clear();
      ahead = 60_000;
      assert.equal(await login(false), false);
      await tokens.accessToken(true);
      letIn();
      assert.equal(await login(false), true);
    });
  });
});

describe('the providers of the config', () => {
  const of = (oauth: object) =>
    emailConfig.parse({ domain: 'email.example.org', ownMailboxes: { oauth } }).ownMailboxes;

  it('need a client alone where they are known', () => {
    const config = of({ google: { clientId: 'g', clientSecret: 's' }, microsoft: { clientId: 'm' } });
    assert.deepEqual(
      [oauthProvider('google', config)?.flow, oauthProvider('microsoft', config)?.flow],
      ['code', 'device'],
    );
    assert.equal(oauthProvider('yahoo', config), undefined);
    assert.equal(oauthProvider('constructor', config), undefined);
  });

  it('are those of a domain by its name or by who has its mail', () => {
    const config = of({
      microsoft: { clientId: 'm' },
      ours: {
        clientId: 'x',
        tokenUrl: 'https://a.example/t',
        authorizeUrl: 'https://a.example/a',
        domains: ['corp.example'],
      },
    });
    const signIn = signInOf(config);
    assert.equal(signIn('corp.example', undefined), 'ours');
    assert.equal(signIn('hosted.example', providerOf('m365')), 'microsoft');
    assert.equal(signIn('gmail.com', providerOf('gmail')), undefined);
  });
});
