import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { machineAreaWith } from '../../../src/cli/doctor/machine-area.js';
import { createKeyFile } from '../../../src/store/key-ring.js';
import { Practice } from '../../support/doctor.js';

const GIB = 1024 ** 3;

describe('the doctor looks at the machine', () => {
  let practice: Practice;
  before(async () => {
    practice = await Practice.open();
  });
  after(async () => await practice.close());

  it('finds nothing wrong with a good one', async () => {
    const areas = [machineAreaWith(async () => 9 * GIB)];
    const keyFile = join(practice.dir, 'good.key');
    createKeyFile(keyFile);
    const seen = await practice.examine('machine', { keyFile }, { areas });
    assert.deepEqual(seen.findings, []);
    seen.fine(/9 GiB are free/);
    seen.fine(/good\.key can be read/);
  });

  for (const [code, free] of [
    ['disk-full', 0.3 * GIB],
    ['disk-low', 1.5 * GIB],
  ] as const) {
    it(`${code}: ${free / GIB} GiB are left`, async () => {
      const seen = await practice.examine('machine', {}, { areas: [machineAreaWith(async () => free)] });
      assert.match(seen.one(code).found, new RegExp(`^${Math.round(free / 1024 / 1024)} MiB`));
    });
  }

  it('data-dir-open: everybody may look into dataDir', async () => {
    const dataDir = join(practice.dir, 'open');
    mkdirSync(dataDir, { mode: 0o700 });
    chmodSync(dataDir, 0o755);
    const finding = (await practice.examine('machine', { dataDir })).one('data-dir-open');
    assert.match(finding.found, /755/);
    assert.equal(finding.write, `chmod 700 ${dataDir}`);
  });

  it('data-dir-unwritable and media-dir-unwritable: nobody can make a folder there', async () => {
    const http = { listen: '127.0.0.1:1', publicUrl: 'https://gw.example.org' };
    const seen = await practice.examine('machine', {
      dataDir: '/dev/null/isthmus',
      http,
      media: { dir: '/dev/null/media' },
    });
    assert.match(seen.one('data-dir-unwritable').write ?? '', /^install -d -m 700/);
    seen.one('media-dir-unwritable');
  });

  it('socket-path-long: no socket has so long a path', async () => {
    const seen = await practice.examine('machine', { dataDir: join(practice.dir, 'd'.repeat(100)) });
    assert.match(seen.one('socket-path-long').found, /has 1\d\d bytes/);
  });

  it('redis-server-missing: there is none on the PATH', async () => {
    const path = process.env.PATH;
    process.env.PATH = practice.dir;
    try {
      assert.equal(
        (await practice.examine('machine', {})).one('redis-server-missing').write,
        'apt install redis-server',
      );
    } finally {
      process.env.PATH = path;
    }
  });

  it('other-user: root looks at what belongs to somebody else', async () => {
    const dataDir = join(practice.dir, 'theirs');
    mkdirSync(dataDir, { mode: 0o700 });
    if (process.getuid?.() === 0) chownSync(dataDir, 65_534, 65_534);
    const areas = [machineAreaWith(async () => 9 * GIB, 0)];
    assert.match(
      (await practice.examine('machine', { dataDir }, { areas })).one('other-user').write ?? '',
      /^runuser -u '#\d+'/,
    );
  });

  it('examination-unfinished: one part hangs, and the others are told', async () => {
    const areas = [
      machineAreaWith(async () => 9 * GIB),
      { name: 'stuck', diagnoses: {}, run: () => new Promise<never>(() => undefined) },
      { name: 'broken', diagnoses: {}, run: () => Promise.reject(new Error('nobody thought of it')) },
    ];
    const seen = await practice.examine(
      'machine',
      {},
      { areas, limit: 300, args: ['--only', 'stuck', '--only', 'broken'] },
    );
    assert.deepEqual(
      seen.findings.map(({ area, code, found }) => [area, code, found]),
      [
        ['stuck', 'examination-unfinished', 'It took more than 0 s.'],
        ['broken', 'examination-unfinished', 'nobody thought of it'],
      ],
    );
    seen.one('examination-unfinished');
    seen.fine(/9 GiB are free/);
  });

  it('config-doubtful: nobody may use it', async () => {
    const seen = await practice.examine('config', { access: { allow: [] } });
    assert.match(seen.one('config-doubtful').where ?? '', /\.yaml, line \d+$/);
    assert.equal(seen.exit, 1);
  });

  it('key-open: every user may read the key', async () => {
    const keyFile = join(practice.dir, 'open.key');
    createKeyFile(keyFile);
    chmodSync(keyFile, 0o644);
    const finding = (await practice.examine('machine', { keyFile })).one('key-open');
    assert.equal(finding.write, `chmod 600 ${keyFile}`);
  });

  it('key-unreadable: it holds no key, and what it holds is not told', async () => {
    const keyFile = practice.file('odd.key', 'k1 tooshortandsecret\n');
    const finding = (await practice.examine('machine', { keyFile })).one('key-unreadable');
    assert.doesNotMatch(JSON.stringify(finding), /tooshort/);
  });
});
