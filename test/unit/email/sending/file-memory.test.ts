import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { FetchEnd, FetchResult, Media } from '../../../../gateways/gateway.js';
import { until } from '../../../support/until.js';
import { SendingWorld } from './support.js';

describe('memory for the files of mails', () => {
  let world: SendingWorld;
  /** Files that are being fetched. */
  const open: { readonly url: string; readonly end: () => void }[] = [];
  let most = 0;

  /** Files that come when the test says so. */
  const fetch = async (url: string): Promise<FetchResult> => {
    const content = new PassThrough();
    const end = new Promise<FetchEnd>((resolve) => {
      open.push({
        url,
        end: () => {
          content.end('abc');
          resolve({ ok: true, size: 3, hashes: { 'sha-256': '' } });
        },
      });
    });
    most = Math.max(most, open.length);
    return { ok: true, file: { url, name: 'file.txt', mediaType: 'text/plain', content, end } };
  };
  const endOne = () => open.shift()?.end();

  beforeEach(async () => {
    // 0.72 MiB of files for each mail: two at a time.
    world = await SendingWorld.start({ sizes: { outgoing: '1MiB', filesInFlight: '1536KiB' } });
    world.context.media = { fetch } as Partial<Media> as Media;
    open.length = 0;
    most = 0;
  });
  afterEach(async () => await world.stop());

  const sendWithFile = (name: string) =>
    world.send({ contact: `alice@${name}.example`, body: name, files: [{ url: `https://x.example/${name}` }] });

  it('is shared by all mails of the process: those that have none wait until others have been written', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
    const sent = Promise.all(names.map(sendWithFile));
    for (let written = 0; written < names.length; written += 1) {
      await until(() => open.length > 0, 'a file is fetched');
      const left = names.length - written;
      if (left > 1) await until(() => open.length === 2, 'another one is fetched beside it');
      endOne();
    }
    assert.deepEqual(new Set((await sent).map(({ kind }) => kind)), new Set(['accepted']));
    assert.equal(most, 2);
    assert.deepEqual(world.texts().filter((text) => text.includes('file.txt')).length, 20);
  });

  it('is not waited for by mails that bring their files along, or have none', async () => {
    const slow = Promise.all(['a', 'b', 'c'].map(sendWithFile));
    await until(() => open.length === 2, 'two are fetched');
    const files = [{ url: 'cid:1@x', name: 'menu.txt', mediaType: 'text/plain', data: 'c291cA==' }];
    assert.equal((await world.send({ files })).kind, 'accepted');
    assert.equal((await world.send({ body: 'Plain' })).kind, 'accepted');
    endOne();
    endOne();
    await until(() => open.length === 1, 'the third is fetched');
    endOne();
    await slow;
  });

  it('that others keep for long is asked for again later, so that its mail keeps no place of the lane', async () => {
    const slow = Promise.all(['a', 'b'].map(sendWithFile));
    await until(() => open.length === 2, 'two are fetched');
    const waits = sendWithFile('c');
    let outcome: unknown;
    void waits.then((found) => {
      outcome = found;
    });
    await until(() => {
      world.context.clock.advance(1000);
      return outcome !== undefined;
    }, 'it has its outcome');
    assert.deepEqual(outcome, { kind: 'retry', after: 10_000, reason: 'other mails have the memory' });
    endOne();
    endOne();
    await slow;
    const again = sendWithFile('c');
    await until(() => open.length === 1, 'it is fetched');
    endOne();
    assert.equal((await again).kind, 'accepted');
  });
});
