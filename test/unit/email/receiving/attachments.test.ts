import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, it } from 'node:test';
import type { ReadAttachment } from '../../../../gateways/email/mime/mail.js';
import { keepFiles } from '../../../../gateways/email/receiving/attachments.js';
import { type TestStore, testStore } from '../../store/support.js';
import { Core } from './parts.js';
import { account, romeo } from './support.js';

let redis: TestStore;
before(async () => {
  redis = await testStore();
});
after(() => redis.close());

function picture(content: Uint8Array, related = true): ReadAttachment {
  const size = content.length;
  return { name: 'a.png', mediaType: 'image/png', size, content, disposition: 'inline', related };
}

it('a picture that comes with each mail of somebody is a logo, and one that is asked for again is none', async () => {
  const context = new Core(redis.store, redis.store.kv('logos'), account());
  const [logo, other] = [randomBytes(2000), randomBytes(2000)];
  /** How many files of a mail are kept, or would be, if there were a place for them. */
  const files = async (messageId: string, content = logo, sender = 'alice@example.net') => {
    const kept = await keepFiles(context, romeo(), sender, { messageId, attachments: [picture(content)] });
    return kept.files.length + kept.failed.length;
  };
  // Its user reads it again and again; the mail server repeats it.
  for (let time = 0; time < 5; time += 1) assert.equal(await files('1@x'), 1, `time ${time}`);
  assert.deepEqual([await files('2@x'), await files('3@x'), await files('4@x')], [1, 0, 0]);
  assert.deepEqual([await files('1@x'), await files('2@x'), await files('3@x')], [1, 1, 0]);
  assert.deepEqual([await files('3@x', other), await files('3@x', logo, 'bob@example.net')], [1, 1]);
  assert.equal(await files('5@x', randomBytes(1000)), 0);
});
