import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emailConfig } from '../../../../gateways/email/config.js';
import { MOST_PAUSED, PausedHosts } from '../../../../gateways/email/mailboxes/paused-hosts.js';
import { MemoryKv } from '../../irc/asks/support/memory-kv.js';

const config = emailConfig.parse({ domain: 'email.example.org', secret: 'x' });
const account = (imap: string, smtp = imap) => ({
  fields: {
    email: 'romeo@example.com',
    'found-kind': 'mailbox',
    'found-imap': `tls://${imap}:993`,
    'found-smtp': `tls://${smtp}:465`,
  },
});

describe('mail servers that are paused', () => {
  it('are left alone with all below them, in every process', async () => {
    const kv = new MemoryKv();
    assert.ok(await new PausedHosts(kv).pause('example.com', 5));
    const other = new PausedHosts(kv);
    assert.equal(other.reason(account('imap.example.com'), config), undefined);
    assert.deepEqual(await other.load(), [{ host: 'example.com', since: 5 }]);
    assert.equal(other.reason(account('imap.example.com'), config)?.condition, 'service-unavailable');
    assert.equal(other.reason(account('imap.example.net', 'smtp.example.com'), config)?.type, 'wait');
    assert.equal(other.reason(account('imap.notexample.com'), config), undefined);
    assert.equal(other.reason({ fields: { 'found-kind': 'address', 'x-alias': 'romeo' } }, config), undefined);
  });

  it('are gone back to', async () => {
    const hosts = new PausedHosts(new MemoryKv());
    await hosts.pause('example.com', 5);
    await hosts.resume('example.com');
    await hosts.load();
    assert.equal(hosts.reason(account('imap.example.com'), config), undefined);
  });

  it('are not without number', async () => {
    const hosts = new PausedHosts(new MemoryKv());
    for (let n = 0; n < MOST_PAUSED; n += 1) assert.ok(await hosts.pause(`h${n}.example`, n));
    assert.equal(await hosts.pause('one-more.example', 1), false);
    assert.equal(await hosts.pause('h0.example', 1), true);
  });
});
