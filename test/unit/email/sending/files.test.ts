import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attach, type Contents } from '../../../../gateways/email/sending/files.js';
import type { Problem } from '../../../../gateways/gateway.js';

const GONE: Problem = { type: 'cancel', condition: 'item-not-found', text: { key: 'email.order.no-such-mail' } };
const contents: Contents = {
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
});
