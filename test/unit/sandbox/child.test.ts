import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Child } from '../../../sandbox/child.js';
import { claim, release } from '../../../sandbox/claim.js';
import { answers } from '../../../sandbox/probe.js';
import { repositoryRoot } from '../../support/repository.js';

const SELF = fileURLToPath(import.meta.url);
const REDIS = join(dirname(SELF), '../../../sandbox', `redis${extname(SELF)}`);

describe('a child process', () => {
  it('keeps its output and tells how it ended', async () => {
    const child = await Child.start({ name: 'sh', command: '/bin/sh', args: ['-c', 'echo out; echo err >&2; exit 3'] });
    assert.deepEqual(await child.exited, { code: 3, signal: null });
    assert.match(child.logs(), /out\n/);
    assert.match(child.logs(), /err\n/);
  });

  it('is killed when it does not end in time', async () => {
    const child = await Child.start({
      name: 'sh',
      command: '/bin/sh',
      args: ['-c', 'trap "" TERM; echo ready; while :; do sleep 1; done'],
    });
    await child.waitForLog(/ready/);
    assert.deepEqual(await child.stop(100), { code: null, signal: 'SIGKILL' });
  });

  it('that ends before it wrote what is awaited is reported with its output', async () => {
    const child = await Child.start({ name: 'sh', command: '/bin/sh', args: ['-c', 'echo sorry'] });
    await assert.rejects(child.waitForLog(/ready/), /sh ended before it wrote[\s\S]*sorry/);
  });

  it('that cannot be started is an error', async () => {
    const child = await Child.start({ name: 'nothing', command: '/no/such/program', args: [] }).catch(
      (error: Error) => error,
    );
    if (child instanceof Child) assert.notEqual((await child.exited).code, 0);
    else assert.match(child.message, /cannot start nothing/);
  });
});

describe('what a killed process leaves behind', () => {
  it('is no server and no folder', async () => {
    const source = `
      import { startRedis } from ${JSON.stringify(REDIS)};
      const redis = await startRedis();
      console.log(JSON.stringify({ port: redis.port, pid: redis.pid, dir: redis.dir }));
      setInterval(() => undefined, 1000);`;
    const loader = extname(SELF) === '.ts' ? ['--import', 'tsx'] : [];
    const parent = await Child.start({
      name: 'parent',
      command: process.execPath,
      args: [...loader, '--input-type=module', '--eval', source],
      cwd: repositoryRoot(),
    });
    const [line] = await parent.waitForLog(/\{.*\}/, 20_000);
    const { port, dir }: { port: number; dir: string } = JSON.parse(line);
    assert.equal(await answers(port, 'PING\r\n', '+PONG'), true);
    await parent.kill();
    const deadline = performance.now() + 10_000;
    while ((await answers(port, 'PING\r\n', '+PONG', 200)) || existsSync(dir)) {
      assert.ok(performance.now() < deadline, 'the server or its folder is still there after 10 s');
      await delay(20);
    }
  });
});

describe('a claim', () => {
  it('keeps others out until it is given back', () => {
    const name = `claim-${process.pid}`;
    assert.equal(claim('tests', name), true);
    assert.equal(claim('tests', name), false);
    release('tests', name);
    assert.equal(claim('tests', name), true);
    release('tests', name);
  });
});
