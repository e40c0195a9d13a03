import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { attach, type Contents } from '../../../../gateways/email/sending/files.js';
import type { FetchLimits, FetchResult, Media, Problem } from '../../../../gateways/gateway.js';
import { failure } from '../../../../src/http/failure.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

const GONE: Problem = { type: 'cancel', condition: 'item-not-found', text: { key: 'email.order.no-such-mail' } };
const contents: Contents = {
  clock: new ManualClock(),
  media: undefined,
  original: async (id) => (id === 'a+b@x.example' ? Buffer.from('Subject: x\r\n\r\nx') : GONE),
};

describe('the files of a message', () => {
  it('a mail of the user goes along as it is', async () => {
    const link = { url: 'mid:a%2Bb%40x.example', name: 'Lunch.eml', mediaType: 'message/rfc822' };
    assert.deepEqual(await attach([link], contents, 1000), {
      files: [{ name: 'Lunch.eml', mediaType: 'message/rfc822', content: Buffer.from('Subject: x\r\n\r\nx') }],
      links: [],
    });
  });

  it('one that cannot be had is told, and no link to it goes out', async () => {
    assert.deepEqual(await attach([{ url: 'mid:other@x.example' }], contents, 1000), GONE);
    assert.deepEqual(await attach([{ url: 'mid:%E0%A4%A' }], contents, 1000), GONE);
  });

  it('mails that are larger than what may go out together are told, however often one is named', async () => {
    const links = ['mid:a+b%40x.example', 'mid:a%2Bb@x.example', 'mid:a%2Bb%40x.example'].map((url) => ({ url }));
    const large: Contents = { ...contents, original: async () => new Uint8Array(1024 * 1024) };
    assert.deepEqual(await attach(links, large, 2 * 1024 * 1024 + 1), {
      type: 'modify',
      condition: 'not-acceptable',
      text: { key: 'email.too-large', params: { most: 2 } },
    });
    const two = await attach(links.slice(1), large, 2 * 1024 * 1024);
    assert.ok('files' in two && two.files.length === 2);
  });

  it('the answer to an invitation is another form of the text', async () => {
    const data = Buffer.from('BEGIN:VCALENDAR').toString('base64');
    const reply = { url: 'cid:1@x', mediaType: 'text/calendar; method=REPLY', data };
    const menu = { url: 'cid:2@x', name: 'menu.txt', mediaType: 'text/plain', data: 'c291cA==' };
    assert.deepEqual(await attach([reply, menu], contents, 1000), {
      files: [{ name: 'menu.txt', mediaType: 'text/plain', content: Buffer.from('soup') }],
      links: [],
      calendarReply: 'BEGIN:VCALENDAR',
    });
  });

  it('what cannot be attached stays a link', async () => {
    const links = [{ url: 'https://x.example/a.png' }, { url: 'cid:2@x', data: 'c291cA==' }];
    assert.deepEqual(await attach(links, contents, 3), { files: [], links });
  });

  it('have five minutes together to be fetched, and those that do not come in time stay links', async () => {
    const clock = new ManualClock();
    const asked: (readonly [string, FetchLimits])[] = [];
    const fetch = async (url: string, limits: FetchLimits = {}): Promise<FetchResult> => {
      asked.push([url, limits]);
      const takes = url.endsWith('small') ? 200_000 : 400_000;
      clock.advance(Math.min(takes, limits.time ?? takes));
      if (takes > (limits.time ?? takes)) return failure('timeout', { host: 'x.example' });
      const end = Promise.resolve({ ok: true, size: 3, hashes: { 'sha-256': '' } } as const);
      const file = { url, name: 'small', mediaType: 'text/plain', content: Readable.from([Buffer.from('abc')]), end };
      return { ok: true, file };
    };
    const links = ['small', 'large', 'small', 'small'].map((name) => ({ url: `https://x.example/${name}` }));
    const media = { fetch } as Partial<Media> as Media;
    const attached = await attach(links, { ...contents, clock, media }, 1000);
    assert.ok('files' in attached);
    assert.deepEqual([attached.files.length, attached.links], [1, links.slice(1)]);
    assert.deepEqual(asked, [
      ['https://x.example/small', { size: 1000, time: 300_000 }],
      ['https://x.example/large', { size: 997, time: 100_000 }],
    ]);
    assert.equal(clock.monotonic(), 300_000);
  });
});
