import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { objectFor, objectMail, octetsOf } from '../../../../gateways/email/secure/whole-objects.js';
import type { FetchEnd, Media, WholeObject } from '../../../../gateways/gateway.js';

const fields = {
  from: { address: 'romeo@mail.example.org' },
  to: [{ address: 'alice@example.net' }],
  cc: [],
  subject: 'Order',
  date: Date.UTC(2026, 0, 2, 3, 4, 5),
  messageId: 'abc@mail.example.org',
  references: [],
  headers: [],
};

function text(result: unknown): string {
  assert.ok(result instanceof Uint8Array, JSON.stringify(result));
  return Buffer.from(result).toString('latin1');
}

function reason(result: unknown): string {
  assert.ok(typeof result === 'object' && result !== null && 'text' in result);
  return (result.text as { readonly key: string }).key;
}

/** A web server that has one file. */
function mediaWith(content: Buffer): Pick<Media, 'fetch'> {
  const end: FetchEnd = { ok: true, size: content.length, hashes: { 'sha-256': '' } };
  return {
    fetch: async (url) => ({
      ok: true,
      file: { url, name: 'x', mediaType: 'x/y', content: Readable.from([content]), end: Promise.resolve(end) },
    }),
  };
}

describe('objects in mails', () => {
  it('go as they are, behind the fields of the mail', () => {
    const entity = Buffer.from('Content-Type: text/xml\r\n\r\n<order/>\r\n');
    assert.equal(
      text(objectMail(fields, entity)),
      'Date: Fri, 2 Jan 2026 03:04:05 +0000\r\nFrom: romeo@mail.example.org\r\nTo: alice@example.net\r\n' +
        'Subject: Order\r\nMessage-ID: <abc@mail.example.org>\r\nMIME-Version: 1.0\r\n' +
        'Content-Type: text/xml\r\n\r\n<order/>\r\n',
    );
  });

  it('are put into a mail where they are one themselves', () => {
    const mail = Buffer.from('From: bob@example.com\r\nSubject: Old\r\n\r\nHello\r\n');
    assert.ok(
      text(objectMail(fields, mail)).endsWith(
        'MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\nFrom: bob@example.com\r\nSubject: Old\r\n\r\nHello\r\n',
      ),
    );
  });

  it('add no field to the mail around them, however they begin', () => {
    const many = `Content-X: ${'x'.repeat(900)}\r\n`.repeat(400);
    for (const begin of [
      'no field\r\nFrom: bob@example.com\r\n',
      ' goes on\r\nFrom: bob@example.com\r\n',
      'Content-Type: text/plain\r\n \r\nFrom: bob@example.com\r\n',
      'Content-Type : text/plain\r\n',
      `${many}From: bob@example.com\r\n`,
    ]) {
      const object = `${begin}\r\nHello\r\n`;
      const mail = text(objectMail(fields, Buffer.from(object)));
      assert.ok(
        mail.endsWith(`MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n${object}`),
        begin.slice(0, 60),
      );
    }
    const folded = 'Content-Type: text/plain;\r\n charset=us-ascii\r\n\r\nFrom: nobody\r\n';
    assert.ok(text(objectMail(fields, Buffer.from(folded))).endsWith(`MIME-Version: 1.0\r\n${folded}`));
    assert.ok(text(objectMail(fields, Buffer.from('\r\nHello\r\n'))).endsWith('MIME-Version: 1.0\r\n\r\nHello\r\n'));
  });

  it('may say that they are of MIME, which their mail then says once', () => {
    const entity = 'MIME-Version: 1.0\r\nContent-Type: text/xml\r\n\r\n<order/>\r\n';
    const written = text(objectMail(fields, Buffer.from(entity)));
    assert.ok(written.endsWith(`Message-ID: <abc@mail.example.org>\r\n${entity}`));
    assert.equal(written.match(/^MIME-Version:/gm)?.length, 1);
    for (const more of ['From: bob@example.com\r\n', ' goes on\r\n', 'MIME-Version: 1.0\r\n']) {
      const object = `MIME-Version: 1.0\r\n${more}\r\nHello\r\n`;
      assert.ok(
        text(objectMail(fields, Buffer.from(object))).endsWith(`\r\nContent-Type: message/rfc822\r\n\r\n${object}`),
      );
    }
  });

  it('do not go where a mail server would change them', () => {
    for (const body of ['\xe9\r\n', 'a\nb\r\n', `${'x'.repeat(999)}\r\n`, 'a\0b\r\n']) {
      const entity = Buffer.from(`Content-Type: text/xml\r\n\r\n${body}`, 'latin1');
      assert.equal(reason(objectMail(fields, entity)), 'email.object.unsafe', JSON.stringify(body.slice(0, 9)));
    }
  });

  it('are fetched, and only those that were sent', async () => {
    const content = Buffer.from('Content-Type: text/xml\r\n\r\n<order/>\r\n');
    const sha256 = createHash('sha256').update(content).digest('base64');
    const object: WholeObject = { kind: 'mime', url: 'https://upload.example.org/1', sha256 };
    assert.equal(text(await octetsOf(object, mediaWith(content) as Media, 1000)), content.toString());
    const other = mediaWith(Buffer.from('Content-Type: text/xml\r\n\r\n<bomb/>\r\n')) as Media;
    assert.equal(reason(await octetsOf(object, other, 1000)), 'email.object.changed');
    assert.equal(reason(await octetsOf(object, undefined, 1000)), 'email.object.no-place');
  });
});

describe('objects for stanzas', () => {
  const file = { url: 'https://files.example.org/1', size: 32_769, hashes: { 'sha-256': 'aGFzaA==' } };

  it('are in them up to 32 KiB, and lie elsewhere beyond', () => {
    assert.deepEqual(objectFor(Buffer.from('abc'), [file]), { kind: 'mime', content: 'YWJj' });
    const most = objectFor(new Uint8Array(32_768), []);
    assert.ok(most !== undefined && 'content' in most);
    const { url, size } = file;
    assert.deepEqual(objectFor(new Uint8Array(32_769), [file]), { kind: 'mime', url, size, sha256: 'aGFzaA==' });
  });

  it('are none where nothing was kept, or something else', () => {
    assert.equal(objectFor(new Uint8Array(32_769), []), undefined);
    assert.equal(objectFor(new Uint8Array(40_000), [file]), undefined);
  });
});
