import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { areAligned, organisationalDomain, speaksFor } from '../../../../gateways/email/policy/alignment.js';
import {
  type Authentication,
  authenticationOf,
  authenticityOf,
  TrustedServers,
} from '../../../../gateways/email/policy/authentication.js';
import { readAuthenticationResults } from '../../../../gateways/email/policy/authentication-results.js';
import { PROVIDER_MARKS } from '../../../../gateways/email/policy/authserv-ids.js';
import { workMs } from '../../../support/cpu-time.js';
import { mail } from './support.js';

/** Without the Map, for comparing. */
function read(value: string) {
  const result = readAuthenticationResults(value);
  return (
    result && [
      result.authservId,
      ...result.results.map(({ method, result: found, reason, properties }) =>
        [
          method,
          found,
          ...(reason === undefined ? [] : [`(${reason})`]),
          ...[...properties].map((pair) => pair.join('=')),
        ].join(' '),
      ),
    ]
  );
}

describe('a field Authentication-Results', () => {
  it('is read as RFC 8601 shows it', () => {
    assert.deepEqual(read('example.org 1; none'), ['example.org']);
    assert.deepEqual(read('example.com;\r\n spf=pass smtp.mailfrom=example.net'), [
      'example.com',
      'spf pass smtp.mailfrom=example.net',
    ]);
    assert.deepEqual(
      read('example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net'),
      ['example.com', 'auth pass smtp.auth=sender@example.net', 'spf pass smtp.mailfrom=example.net'],
    );
    assert.deepEqual(
      read(
        "foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n policy (A dot can go here) . (like that) expired\r\n (this surprised me) = (as I wasn't expecting it) 1362471462",
      ),
      ['foo.example.net', 'dkim fail policy.expired=1362471462'],
    );
    assert.deepEqual(
      read(
        'example.com; dkim=fail reason="bad ; signature" header.b="oINEO8hg=" header.i=@b.example; DMARC=PASS header.from=B.example',
      ),
      [
        'example.com',
        'dkim fail (bad ; signature) header.b=oINEO8hg= header.i=@b.example',
        'dmarc pass header.from=B.example',
      ],
    );
    assert.deepEqual(
      read('mx.google.com; dkim=pass header.i=@b.example header.s=x header.b=ab/c+d==; arc=pass (i=1 spf=pass;)'),
      ['mx.google.com', 'dkim pass header.i=@b.example header.s=x header.b=ab/c+d==', 'arc pass'],
    );
  });

  it('is nothing where nobody says who checked, or in another version', () => {
    for (const value of [
      '',
      ';',
      'spf=pass smtp.mailfrom=a',
      'a 2; spf=pass',
      'a b c; spf=pass',
      '(only a comment',
      '=',
    ]) {
      assert.equal(readAuthenticationResults(value), undefined, value);
    }
  });

  it('may be anything at all, in time that grows with it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => void readAuthenticationResults(value)));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'dkim', '=', ';', '(', ')', '"', '\\', '.', ' ', 'pass', '/')),
        (parts) => void readAuthenticationResults(parts.join('')),
      ),
    );
    const began = workMs();
    for (const part of ['(', '"', 'a=', ';', 'a ', '. ', '\\']) readAuthenticationResults(part.repeat(500_000));
    assert.ok(workMs() - began < 2000);
  });
});

describe('what a server found out', () => {
  const trusted = new TrustedServers(['mx.example.org', '.trusted.example']);
  const found = (...fields: readonly (readonly [string, string])[]) => authenticationOf(mail({}, fields), trusted);
  const ours = ['Authentication-Results', 'mx.example.org; dmarc=fail header.from=b.example'] as const;
  const forged = ['Authentication-Results', 'mx.example.org; dmarc=pass; dkim=pass header.d=b.example'] as const;

  it('counts only if we trust the server', () => {
    assert.equal(found(['Authentication-Results', 'evil.example; dmarc=pass']), undefined);
    assert.equal(found(['Authentication-Results', 'trusted.example.evil.example; dmarc=pass']), undefined);
    assert.equal(found(['X-Authentication-Results', 'mx.example.org; dmarc=pass']), undefined);
    assert.equal(found(), undefined);
    assert.equal(found(['Authentication-Results', 'MX.Example.ORG; dmarc=pass'])?.dmarc, 'pass');
    assert.equal(found(['Authentication-Results', 'in3.trusted.example; dmarc=pass'])?.dmarc, 'pass');
    assert.equal(authenticationOf(mail({}, [forged]), new TrustedServers([])), undefined);
  });

  it('counts only where that server writes it: above all that came in with the mail', () => {
    for (const between of [
      ['Received', 'from evil.example by mx.example.org'],
      ['Authentication-Results', 'evil.example; spf=pass'],
      ['Authentication-Results', 'spf=pass'],
    ] as const) {
      assert.deepEqual(found(['Received', 'by mx'], ours, between, forged), {
        authservId: 'mx.example.org',
        dkim: [],
        dmarc: 'fail',
      });
    }
    // Of two in one place the upper one counts.
    assert.equal(found(ours, forged)?.dmarc, 'fail');
  });

  it('is put together from all fields of that server', () => {
    assert.deepEqual(
      found(
        ['Authentication-Results', 'mx.example.org; dkim=pass header.d=b.example; dkim=fail header.i=@c.example'],
        ['X-Other', 'x'],
        [
          'Authentication-Results',
          'mx.example.org; spf=softfail smtp.helo=h.example; spf=pass smtp.mailfrom=Bob@b.example',
        ],
        ['Authentication-Results', 'mx.example.org; dmarc=pass header.from=b.example'],
      ),
      {
        authservId: 'mx.example.org',
        spf: 'pass',
        spfDomain: 'b.example',
        dkim: [
          { result: 'pass', domain: 'b.example' },
          { result: 'fail', domain: 'c.example' },
        ],
        dmarc: 'pass',
      },
    );
  });

  it('is trusted of a known provider by the host of its IMAP server', () => {
    for (const { imap, authservIds } of PROVIDER_MARKS) {
      const servers = TrustedServers.ofProvider(`imap.${imap}`);
      for (const id of authservIds) assert.ok(servers.has(id.startsWith('.') ? `x${id}` : id), id);
      assert.ok(!servers.has('evil.example'));
    }
    assert.ok(!TrustedServers.ofProvider('imap.gmail.com.evil.example').has('mx.google.com'));
    assert.ok(!TrustedServers.ofProvider('imap.example.org').has('imap.example.org'));
  });
});

describe('whether a mail is from whom it names', () => {
  const of = (authentication: Partial<Authentication> | undefined, ...from: string[]) =>
    authenticityOf(
      { from: (from.length === 0 ? ['alice@b.example'] : from).map((address) => ({ address })) },
      authentication && { authservId: 'mx', dkim: [], ...authentication },
    );

  it('is what DMARC says, else what an aligned signature or sender says', () => {
    assert.equal(of(undefined), 'unknown');
    assert.equal(of({ dmarc: 'pass' }), 'pass');
    assert.equal(of({ dmarc: 'fail', dkim: [{ result: 'pass', domain: 'b.example' }] }), 'fail');
    assert.equal(of({ dmarc: 'none', dkim: [{ result: 'pass', domain: 'b.example' }] }), 'pass');
    assert.equal(of({ dkim: [{ result: 'pass', domain: 'b.example' }] }, 'alice@mail.b.example'), 'pass');
    assert.equal(of({ dkim: [{ result: 'fail', domain: 'b.example' }] }), 'unproven');
    assert.equal(of({ dkim: [{ result: 'pass', domain: 'evil.example' }] }), 'unproven');
    assert.equal(of({ spf: 'pass', spfDomain: 'b.example' }), 'pass');
    assert.equal(of({ spf: 'pass', spfDomain: 'evil.example' }), 'unproven');
    assert.equal(of({ spf: 'softfail', spfDomain: 'b.example' }), 'unproven');
    assert.equal(of({}), 'unproven');
  });

  it('is proven by no domain below or beside: under a public suffix anybody may have it', () => {
    for (const [domain, from] of [
      ['evil.uk.com', 'info@uk.com'],
      ['evil.uk.com', 'info@bank.uk.com'],
      ['evil.co.uk', 'info@bank.co.uk'],
      ['evil.co.uk', 'info@co.uk'],
      ['evil.github.io', 'info@bank.github.io'],
      ['com', 'info@evil'],
      ['k.example', 'info@bank.example'],
    ] as const) {
      assert.notEqual(of({ dkim: [{ result: 'pass', domain }] }, from), 'pass', `${domain} for ${from}`);
      assert.notEqual(of({ spf: 'pass', spfDomain: domain }, from), 'pass', `${domain} for ${from}`);
    }
    // Nor is it worth a warning, where the form says that both are of one owner: many send so.
    assert.equal(of({ spf: 'pass', spfDomain: 'bounces.b.example' }), 'unknown');
    assert.equal(of({ dkim: [{ result: 'pass', domain: 'mail.b.example' }] }), 'unknown');
    assert.ok(!speaksFor('', 'b.example') && !speaksFor('', ''));
  });

  it('is not proven for several authors of several domains, whatever was checked', () => {
    assert.equal(of({ dmarc: 'pass' }, 'alice@b.example', 'eve@evil.example'), 'unproven');
    assert.equal(of({ dmarc: 'pass' }, 'alice@b.example', 'bob@b.example'), 'pass');
    assert.equal(of({ dmarc: 'pass' }, 'alice'), 'unproven');
    assert.equal(authenticityOf({ from: [] }, { authservId: 'mx', dkim: [], dmarc: 'pass' }), 'unproven');
  });

  it('goes by the domain that was registered', () => {
    for (const [domain, organisation] of [
      ['a.b.example.com', 'example.com'],
      ['example.com', 'example.com'],
      ['a.example.co.uk', 'example.co.uk'],
      ['example.co.uk', 'example.co.uk'],
      ['a.example.de', 'example.de'],
      ['com', 'com'],
      ['', ''],
    ] as const) {
      assert.equal(organisationalDomain(domain), organisation);
    }
    assert.ok(areAligned('mail.b.example', 'news.b.example') && !areAligned('a.co.uk', 'b.co.uk'));
    assert.ok(!areAligned('', '') && !areAligned('b.example', 'bb.example'));
  });
});
