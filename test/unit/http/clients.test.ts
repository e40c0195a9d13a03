import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Clients, clientOf } from '../../../src/http/clients.js';
import { ManualClock } from '../xmpp/manual-clock.js';

describe('clients', () => {
  it('may ask a burst at once and then at their rate', () => {
    const clock = new ManualClock();
    const clients = new Clients(clock, 2, 3);
    const take = (times: number): number =>
      Array.from({ length: times }, () => clients.take('198.51.100.1')).filter(Boolean).length;
    assert.equal(take(5), 3);
    assert.equal(clients.take('198.51.100.2'), true);
    clock.advance(1000);
    assert.equal(take(5), 2);
    clock.advance(60_000);
    assert.equal(take(5), 3);
  });

  it('are told apart by address, those of IPv6 by their /64', () => {
    const same: readonly (readonly [string, string])[] = [
      ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
      ['2001:db8:1:2::1', '2001:0DB8:0001:0002::9'],
      ['2001:db8::1', '2001:db8:0:0:5::'],
      ['::1', '::2'],
      ['::ffff:198.51.100.1', '198.51.100.1'],
      ['fe80::1%eth0', 'fe80::2'],
    ];
    for (const [one, other] of same) assert.equal(clientOf(one), clientOf(other), `${one} ${other}`);
    const different: readonly (readonly [string, string])[] = [
      ['2001:db8:1:2::1', '2001:db8:1:3::1'],
      ['198.51.100.1', '198.51.100.2'],
      ['1::', '::1'],
    ];
    for (const [one, other] of different) assert.notEqual(clientOf(one), clientOf(other), `${one} ${other}`);
  });
});
