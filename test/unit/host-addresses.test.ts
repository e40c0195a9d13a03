import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { tempDir } from '../../sandbox/temp-dir.js';
import { type HostAddress, hostLookup, isSilence } from '../../src/host-addresses.js';
import { type DnsServer, dnsServer } from './email/accounts/support/dns-server.js';

const BOTH: readonly string[] = ['127.0.0.1', '192.168.1.2', '2a00:1::2'];
const SYSTEM: HostAddress = { address: '10.0.0.9', family: 4 };

describe('looking a host up', () => {
  let dns: DnsServer;
  let silent: DnsServer;
  let hostsFile: string;

  before(async () => {
    dns = await dnsServer({
      'both.example': [
        { type: 'A', address: '192.0.2.1' },
        { type: 'A', address: '192.0.2.2' },
        { type: 'AAAA', address: '2001:db8:0:0:0:0:0:1' },
      ],
      'old.example': [{ type: 'A', address: '192.0.2.3' }],
      'new.example': [{ type: 'AAAA', address: '2001:db8:0:0:0:0:0:3' }],
      'upload.example': [{ type: 'A', address: '192.0.2.4' }],
    });
    silent = await dnsServer({}, true);
    hostsFile = join(await tempDir('hosts'), 'hosts');
    await writeFile(
      hostsFile,
      '127.0.0.1 localhost # hidden.example\n# 10.0.0.7 gone.example\n\n10.0.0.5\tUpload.example upload\n::1 localhost\nnothing x\n',
    );
  });
  after(() => {
    dns.close();
    silent.close();
  });

  const sources = (server: DnsServer, more: object = {}) => ({
    hostsFile,
    servers: [server.address],
    system: async () => [SYSTEM],
    own: () => BOTH,
    ...more,
  });
  const addresses = async (name: string, more: object = {}) =>
    (await hostLookup(sources(dns, more))(name)).map(({ address, family }) => `${family} ${address}`);

  it('asks DNS for addresses of both kinds, and puts those first by which this machine reaches others', async () => {
    const [four, six] = [['4 192.0.2.1', '4 192.0.2.2'], ['6 2001:db8::1']];
    assert.deepEqual(await addresses('both.example'), [...six, ...four]);
    for (const own of [
      ['127.0.0.1', '10.1.1.1'],
      ['10.1.1.1', 'fe80::1', 'fd00::1', '::1'],
    ]) {
      assert.deepEqual(await addresses('both.example', { own: () => own }), [...four, ...six], String(own));
    }
    assert.deepEqual(await addresses('both.example', { own: () => ['127.0.0.1', '::1', 'fd00::1'] }), [
      ...six,
      ...four,
    ]);
    assert.deepEqual(await addresses('old.example'), ['4 192.0.2.3']);
    assert.deepEqual(await addresses('new.example', { own: () => ['10.1.1.1'] }), ['6 2001:db8::3']);
  });

  it('believes the hosts file first, as the system does', async () => {
    const asked = dns.asked.length;
    assert.deepEqual(await addresses('localhost'), ['6 ::1', '4 127.0.0.1']);
    assert.deepEqual(await addresses('localhost.', { own: () => ['10.1.1.1'] }), ['4 127.0.0.1', '6 ::1']);
    assert.deepEqual(await addresses('UPLOAD.example'), ['4 10.0.0.5']);
    assert.equal(dns.asked.length, asked);
    assert.deepEqual(await addresses('upload.example', { hostsFile: join(hostsFile, 'none') }), ['4 192.0.2.4']);
    for (const name of ['hidden.example', 'gone.example', 'x', 'example']) {
      assert.deepEqual(await addresses(name), ['4 10.0.0.9'], `${name} is asked of the system`);
    }
  });

  it('asks the system for what DNS does not have, one name at a time, and for nobody who has given up', async () => {
    const running: { readonly name: string; readonly end: () => void }[] = [];
    const names: string[] = [];
    const system = (name: string) => {
      names.push(name);
      return new Promise<readonly HostAddress[]>((resolve, reject) =>
        running.push({ name, end: () => (name === 'first' ? reject(new Error(name)) : resolve([SYSTEM])) }),
      );
    };
    const look = hostLookup(sources(dns, { system }));
    const leaving = new AbortController();
    const first = assert.rejects(look('first'), /first/);
    while (running.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = assert.rejects(look('second', leaving.signal), { name: 'AbortError' });
    while (!dns.asked.includes('AAAA second')) await new Promise((resolve) => setImmediate(resolve));
    const third = look('third');
    assert.deepEqual(await look('old.example'), [{ address: '192.0.2.3', family: 4 }], 'what DNS has waits for nobody');
    assert.deepEqual(names, ['first']);
    leaving.abort();
    running[0]?.end();
    await Promise.all([first, second]);
    while (running.length === 1) await new Promise((resolve) => setImmediate(resolve));
    running[1]?.end();
    assert.deepEqual(await third, [SYSTEM]);
    assert.deepEqual(names, ['first', 'third']);
  });

  it('asks the system where nobody serves names', async () => {
    const gone = await dnsServer({});
    gone.close();
    assert.deepEqual(await hostLookup(sources(gone))('both.example'), [SYSTEM]);
  });

  it('does not ask the system for names whose servers are silent, and stops asking when it is told to', async () => {
    let asked = 0;
    const system = async () => {
      asked += 1;
      return [SYSTEM];
    };
    const look = hostLookup(sources(silent, { system }));
    const leaving = new AbortController();
    const given = Array.from({ length: 20 }, (_, index) =>
      assert.rejects(look(`given-up-${index}.example`, leaving.signal), { name: 'AbortError' }),
    );
    const silence = assert.rejects(look('silent.example'), isSilence);
    while (!silent.asked.includes('A given-up-19.example')) await new Promise((resolve) => setImmediate(resolve));
    leaving.abort();
    const ended = [Promise.all(given).then(() => 'those who gave up'), silence.then(() => 'the one who waits')];
    assert.equal(await Promise.race(ended), 'those who gave up');
    await silence;
    assert.equal(asked, 0);
    await assert.rejects(look('late.example', leaving.signal), { name: 'AbortError' });
    assert.ok(!silent.asked.includes('A late.example'));
  });
});
