import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { type Slapd, startSlapd } from '../../../sandbox/slapd.js';
import { systemClock } from '../../../src/clock.js';
import type { DirectoryField, Person } from '../../../src/directory/directory.js';
import { LdapDirectory, type LdapOptions } from '../../../src/directory/ldap-directory.js';
import { CERTIFICATE, KEY } from '../stream/tls-fixture.js';

const PEOPLE = [
  {
    uid: 'juliet',
    cn: 'Juliet Capulet',
    givenName: 'Juliet',
    sn: 'Capulet',
    displayName: 'JuliC',
    mail: ['juliet@shakespeare.example', 'j.capulet@example.org'],
    mobile: '+1 202 555 0123',
    telephoneNumber: '+1 202-555-0199',
  },
  { uid: 'tybalt', cn: 'Tybalt', givenName: 'Tybalt', sn: 'Capulet', telephoneNumber: '+44 20 7946 0958' },
  { uid: 'nurse', cn: 'Nurse', givenName: 'Angelica', sn: 'Capulet', mail: 'nurse@example.org' },
  { uid: 'stars', cn: 'Stars', givenName: 'a*b', sn: '(odd)', mobile: '+1 202 555 0142' },
  { uid: 'romeo', cn: 'Roméo', givenName: 'Roméo', sn: 'Montague\\2a', mobile: '+1 202 555 0101' },
  ...Array.from({ length: 20 }, (_, i) => ({
    uid: `guest${i}`,
    cn: `Guest ${i}`,
    givenName: 'Guest',
    sn: `Number ${i}`,
    mobile: `+1 202 555 ${1000 + i}`,
  })),
];

describe('people in a real OpenLDAP', () => {
  let slapd: Slapd;
  let dir: string;
  let caFile: string;
  let options: LdapOptions;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'isthmus-ldap-'));
    caFile = join(dir, 'ca.pem');
    const key = join(dir, 'key.pem');
    await writeFile(caFile, CERTIFICATE);
    await writeFile(key, KEY);
    slapd = await startSlapd({ people: PEOPLE, certificate: { cert: caFile, key } });
    options = {
      url: slapd.url,
      startTls: true,
      caFile,
      bindDn: slapd.bindDn,
      password: async () => slapd.password,
      base: slapd.base,
      filter: '(objectClass=inetOrgPerson)',
      attributes: {
        first: ['givenName'],
        last: ['sn'],
        nick: ['displayName'],
        email: ['mail'],
        phone: ['mobile', 'telephoneNumber'],
      },
      timeout: 5000,
    };
  });
  after(async () => {
    await slapd.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const find = (
    wanted: Partial<Record<DirectoryField, string>>,
    { needed = 'phone', most = 50, ...more }: { needed?: DirectoryField; most?: number } & Partial<LdapOptions> = {},
  ): Promise<readonly Person[]> => {
    const fields = new Map(Object.entries(wanted) as [DirectoryField, string][]);
    return new LdapDirectory({ ...options, ...more }, systemClock).search({ wanted: fields, needed, most });
  };
  const firsts = (people: readonly Person[]): readonly string[] => people.map(({ first }) => first).sort();

  it('are found by any part of a field, whatever its case, with all their numbers', async () => {
    assert.deepEqual(await find({ first: 'ULI' }), [
      {
        first: 'Juliet',
        last: 'Capulet',
        nick: 'JuliC',
        email: ['juliet@shakespeare.example', 'j.capulet@example.org'],
        phone: ['+1 202 555 0123', '+1 202-555-0199'],
      },
    ]);
  });

  it('must fit every field, and have what is needed to be reached', async () => {
    assert.deepEqual(firsts(await find({ last: 'capulet' })), ['Juliet', 'Tybalt']);
    assert.deepEqual(firsts(await find({ last: 'capulet' }, { needed: 'email' })), ['Angelica', 'Juliet']);
    assert.deepEqual(firsts(await find({ last: 'capulet', nick: 'julic' })), ['Juliet']);
    assert.deepEqual(await find({ last: 'capulet', nick: 'romeo' }), []);
  });

  it('are found by the digits of a number, however it is written', async () => {
    for (const phone of ['+1 (202) 555-0199', '5550199', '0044 20 79460958'.slice(4)]) {
      assert.equal((await find({ phone })).length, 1, phone);
    }
    assert.deepEqual(await find({ phone: '()' }), []);
  });

  it('are not found by what means something in a filter', async () => {
    assert.deepEqual(firsts(await find({ first: '*' })), ['a*b']);
    assert.deepEqual(firsts(await find({ last: '(' })), ['a*b']);
    assert.deepEqual(firsts(await find({ last: '\\2a' })), ['Roméo']);
    for (const first of ['*)(uid=*', ')(|(uid=*', '\0', '\\', 'x)(objectClass=*)']) {
      assert.deepEqual(await find({ first }), [], first);
    }
  });

  it('are found or not, whatever is typed, and nobody is found who does not hold it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), async (first) => {
        if (first.trim() === '') return;
        const people = await find({ first });
        const words = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
        for (const person of people)
          assert.ok(words(person.first).includes(words(first)) || words(first) === '', first);
      }),
      { numRuns: 60 },
    );
  });

  it('are no more than are wanted', async () => {
    assert.equal((await find({ first: 'guest' }, { most: 7 })).length, 7);
    assert.equal((await find({ first: 'guest' }, { most: 50 })).length, 20);
  });

  it('are those that the filter of the admin lets be found', async () => {
    assert.deepEqual(firsts(await find({ last: 'capulet' }, { filter: '(!(uid=tybalt))' })), ['Juliet']);
    assert.throws(() => new LdapDirectory({ ...options, filter: '(uid=' }, systemClock));
  });

  it('are told over TLS and StartTLS alike, and only by a server with the right certificate', async () => {
    assert.equal((await find({ first: 'juliet' }, { url: slapd.tlsUrl })).length, 1);
    const { caFile: _, ...strangers } = options;
    for (const url of [slapd.url, slapd.tlsUrl]) {
      const directory = new LdapDirectory({ ...strangers, url }, systemClock);
      await assert.rejects(
        directory.search({ wanted: new Map([['first', 'juliet']]), needed: 'phone', most: 1 }),
        /self-signed certificate|unable to verify/,
      );
    }
    assert.equal((await find({ first: 'juliet' }, { startTls: false })).length, 1, 'where the admin wants no TLS');
  });

  it('are told to nobody with a wrong password', async () => {
    await assert.rejects(find({ first: 'juliet' }, { password: async () => 'wrong' }), /Invalid/i);
  });

  it('never send the password in the clear, also when the connection breaks between StartTLS and the login', async (t) => {
    const connections: string[] = [];
    let begun = false;
    let ended: () => void = () => {};
    const broken = new Promise<void>((resolve) => {
      ended = resolve;
    });
    // Grants StartTLS (RFC 4511 4.14.2), begins TLS, and hangs up.
    const server = createServer((socket) => {
      const index = connections.push('') - 1;
      socket.on('error', () => {}).on('close', ended);
      socket.on('data', (bytes) => {
        connections[index] += bytes.toString('latin1');
      });
      socket.once('data', (bytes) => {
        const id = bytes.toString('hex', 4, 5);
        socket.write(Buffer.from(`300c0201${id}78070a010004000400`, 'hex'));
        const secure = new TLSSocket(socket, { isServer: true, key: KEY, cert: CERTIFICATE });
        secure
          .on('error', () => {})
          .on('secure', () => {
            begun = true;
            socket.destroy();
          });
      });
    });
    t.after(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `ldap://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const password = async (): Promise<string> => {
      await broken;
      return 'very-secret';
    };
    await assert.rejects(find({ first: 'juliet' }, { url, password, timeout: 1000 }));
    assert.equal(connections.length, 1);
    assert.equal(begun, true, 'TLS was begun');
    assert.ok(!connections.join().includes('very-secret'));
  });

  it('fail in time when nobody answers, whatever was said before', async (t) => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket.on('error', () => {})));
    t.after(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    for (const url of [`ldap://127.0.0.1:${port}`, `ldaps://127.0.0.1:${port}`]) {
      const began = performance.now();
      await assert.rejects(find({ first: 'juliet' }, { url, timeout: 300 }));
      assert.ok(performance.now() - began < 30_000, url);
    }
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
    await assert.rejects(find({ first: 'juliet' }, { url: `ldap://127.0.0.1:${port}` }), /ECONNREFUSED/);
  });

  it('fail in time when the server hangs, and are there again when it goes on', async () => {
    slapd.pause();
    await assert.rejects(find({ first: 'juliet' }, { timeout: 300 }), /no answer within 300 ms|timeout/i);
    slapd.resume();
    assert.equal((await find({ first: 'juliet' })).length, 1);
  });
});
