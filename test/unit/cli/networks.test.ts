import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { echoModule } from '../../../gateways/example/module.js';
import type { GatewayModule } from '../../../gateways/gateway.js';
import { Networks } from '../../../src/cli/networks.js';

describe('the networks of a build', () => {
  const dir = mkdtempSync(join(tmpdir(), 'isthmus-networks-'));
  after(() => rmSync(dir, { recursive: true }));

  /** Networks of these names, and which of them were loaded. */
  function networks(...names: readonly string[]) {
    const loaded: string[] = [];
    const loader = (name: string) => async (): Promise<GatewayModule> => {
      loaded.push(name);
      return { ...(echoModule as GatewayModule), name };
    };
    return { loaded, build: new Networks(Object.fromEntries(names.map((name) => [name, loader(name)]))) };
  }

  function file(text: string): string {
    const path = join(dir, 'isthmus.yaml');
    writeFileSync(path, text);
    return path;
  }

  it('are named without being loaded', () => {
    const { build, loaded } = networks('one', 'two');
    assert.deepEqual(build.names, ['one', 'two']);
    assert.deepEqual(loaded, []);
  });

  it('come into memory where the file names them, in the order of the build', async () => {
    const { build, loaded } = networks('one', 'two', 'three');
    const found = await build.of(file('gateways: { three: {}, one: {} }\n'));
    assert.deepEqual(
      found.map(({ name }) => name),
      ['one', 'three'],
    );
    assert.deepEqual(loaded, ['one', 'three']);
  });

  it('come all where the file names one that is not there', async () => {
    const { build } = networks('one', 'two');
    assert.equal((await build.of(file('gateways: { tow: {} }\n'))).length, 2);
  });

  it('are none where there is nothing to read', async () => {
    const { build, loaded } = networks('one', 'two');
    for (const text of ['', '[]', 'gateways: [one]\n', 'gateways: {one: {}', 'a: 1\na: 2\n']) {
      assert.deepEqual(await build.of(file(text)), [], text);
    }
    assert.deepEqual(await build.of(join(dir, 'no such')), []);
    assert.deepEqual(loaded, []);
  });
});
