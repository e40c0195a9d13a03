import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseNetwork } from '../../../src/network.js';
import { interfaceAddresses, isPublic, reachable } from '../../../src/public-addresses.js';

/** Networks of the IANA special-purpose registries (and two addresses of clouds) by first address and prefix. */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const dotted = (n: number): string => [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');
const special = (n: number): boolean =>
  SPECIAL_V4.some(([first, prefix]) => {
    const start = numberOf(first);
    return n >= start && n < start + 2 ** (32 - prefix);
  });
const hex = (n: number): string => `${Math.floor(n / 65_536).toString(16)}:${(n % 65_536).toString(16)}`;

const anyV4 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const specialV4 = fc
  .constantFrom(...SPECIAL_V4)
  .chain(([first, prefix]) =>
    fc.integer({ min: 0, max: 2 ** (32 - prefix) - 1 }).map((offset) => numberOf(first) + offset),
  );
/** An IPv6 address from its eight groups. */
const group = fc.integer({ min: 0, max: 0xffff });
const groups = (n: number): fc.Arbitrary<string> =>
  fc.array(group, { minLength: n, maxLength: n }).map((all) => all.map((one) => one.toString(16)).join(':'));

describe('addresses that a user may name', () => {
  it('are those of IPv4 outside of the special networks', () => {
    fc.assert(fc.property(anyV4, (n) => isPublic(dotted(n)) === !special(n)));
    fc.assert(fc.property(specialV4, (n) => !isPublic(dotted(n))));
  });

  it('begin and end where the special networks do', () => {
    for (const [first, prefix] of SPECIAL_V4) {
      const [start, end] = [numberOf(first), numberOf(first) + 2 ** (32 - prefix)];
      assert.equal(isPublic(dotted(start)), false, first);
      assert.equal(isPublic(dotted(end - 1)), false, `last of ${first}`);
      if (start > 0) assert.equal(isPublic(dotted(start - 1)), !special(start - 1), `before ${first}`);
      if (end < 2 ** 32) assert.equal(isPublic(dotted(end)), !special(end), `after ${first}`);
    }
  });

  it('are never IPv4 addresses in the clothes of IPv6: mapped, compatible, NAT64, 6to4, Teredo', () => {
    fc.assert(
      fc.property(anyV4, groups(2), (n, more) => {
        const forms = [
          `::ffff:${dotted(n)}`,
          `::ffff:${hex(n)}`,
          `0:0:0:0:0:ffff:${hex(n)}`,
          `::${dotted(n)}`,
          `::ffff:0:${dotted(n)}`,
          `64:ff9b::${dotted(n)}`,
          `64:ff9b::${hex(n)}`,
          `64:ff9b:1::${hex(n)}`,
          `2002:${hex(n)}::${more}`,
          `2001:0:${hex(n)}:0:${more}:1`,
        ];
        for (const form of forms) assert.equal(isPublic(form), false, form);
      }),
    );
  });

  it('are never outside of 2000::/3, nor in its reserved parts', () => {
    const outside = fc.integer({ min: 0, max: 0xffff }).filter((first) => first < 0x2000 || first > 0x3fff);
    fc.assert(fc.property(outside, groups(7), (first, rest) => !isPublic(`${first.toString(16)}:${rest}`)));
    fc.assert(fc.property(groups(6), (rest) => !isPublic(`2001:db8:${rest}`)));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xfff }), groups(6), (n, rest) => {
        return !isPublic(`3fff:${n.toString(16)}:${rest}`);
      }),
    );
    for (const address of ['::', '::1', 'fe80::1', 'fec0::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '100::1']) {
      assert.equal(isPublic(address), false, address);
    }
  });

  it('are public ones', () => {
    for (const address of ['1.1.1.1', '93.184.216.34', '172.15.255.255', '2606:4700::1111', '2a00:1450:4001::1']) {
      assert.equal(isPublic(address), true, address);
    }
  });

  it('are no names, no other ways to write numbers, and have no zone', () => {
    for (const text of ['localhost', '127.1', '0x7f000001', '2130706433', '', '1.1.1.1 ', '2606:4700::1111%eth0']) {
      assert.equal(isPublic(text), false, text);
      assert.equal(reachable(['0.0.0.0/0', '::/0'])(text), false, text);
    }
  });

  it('are none of this machine, in whatever form it is written, unless the admin listed it', () => {
    const own = () => ['93.184.215.14', '2606:2800:21f::14'];
    for (const address of ['93.184.215.14', '2606:2800:21f::14', '2606:2800:021f:0::0014']) {
      assert.equal(reachable([])(address), true, address);
      for (const port of [undefined, 9100, 1024, 22]) assert.equal(reachable([], own)(address, port), false, address);
      // Files of the XMPP server beside us.
      for (const port of [80, 443, 5280, 5281, 5443]) assert.equal(reachable([], own)(address, port), true, address);
      assert.equal(reachable(['93.184.215.14', '2606:2800::/32'], own)(address), true, address);
    }
    assert.equal(reachable([], own)('93.184.215.15'), true);
    assert.ok(interfaceAddresses().every((address) => isIP(address) !== 0 && !reachable([])(address)));
  });

  it('are also those of networks that the admin listed, and no others', () => {
    const reach = reachable(['10.1.0.0/16', 'fd00:1::/32', '127.0.0.1']);
    for (const address of ['10.1.0.0', '10.1.255.255', 'fd00:1::5', '127.0.0.1', '1.1.1.1']) {
      assert.equal(reach(address), true, address);
    }
    for (const address of ['10.0.255.255', '10.2.0.0', 'fd00:2::5', '127.0.0.2', '::1']) {
      assert.equal(reach(address), false, address);
    }
  });
});

describe('networks of the config file', () => {
  it('are addresses with or without a prefix', () => {
    assert.deepEqual(parseNetwork('10.0.0.0/8'), { address: '10.0.0.0', prefix: 8, family: 'ipv4' });
    assert.deepEqual(parseNetwork('fd00::/8'), { address: 'fd00::', prefix: 8, family: 'ipv6' });
    assert.deepEqual(parseNetwork('::1'), { address: '::1', prefix: 128, family: 'ipv6' });
    for (const text of [
      '10.0.0.0/33',
      '10.0.0/8',
      'example.org',
      'fd00::/129',
      '10.0.0.0/',
      '',
      '*',
      'fe80::1%lo/64',
    ]) {
      assert.equal(parseNetwork(text), undefined, text);
    }
  });
});
