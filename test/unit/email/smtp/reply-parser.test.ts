import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { capabilitiesOf } from '../../../../gateways/email/smtp/capabilities.js';
import { DotStuffer } from '../../../../gateways/email/smtp/dot-stuffing.js';
import { ReplyParser } from '../../../../gateways/email/smtp/reply-parser.js';

test('replies of one line and of several', () => {
  const parser = new ReplyParser();
  parser.push(Buffer.from('220 ready\r\n250-one\r\n250-\r\n250 SIZE 10\r\n354\r\n250 old\n'));
  deepEqual(parser.take(9), [
    { code: 220, text: 'ready' },
    { code: 250, text: 'one\n\nSIZE 10' },
    { code: 354, text: '' },
    { code: 250, text: 'old' },
  ]);
  ok(parser.empty);
});

test('however a reply is cut, it is the same', () => {
  const whole = Buffer.from('250-peer.example\r\n250-SMTPUTF8 \u00fc\u{1f600}\r\n250 2.0.0 ok\r\n550 5.1.1 no\r\n');
  const expected = new ReplyParser();
  expected.push(whole);
  const replies = expected.take(9);
  fc.assert(
    fc.property(fc.array(fc.nat(whole.length), { maxLength: 20 }), (cuts) => {
      const parser = new ReplyParser();
      let from = 0;
      for (const cut of [...cuts.sort((a, b) => a - b), whole.length]) {
        parser.push(whole.subarray(from, cut));
        from = cut;
      }
      deepEqual(parser.take(9), replies);
    }),
  );
});

test('whatever is sent, it neither throws nor keeps much', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.constantFrom(...['250-x\r\n', '250 ', '\r\n', '55', '\n', '\0']).map((text) => Buffer.from(text)),
        ),
        { maxLength: 60 },
      ),
      (chunks) => {
        const parser = new ReplyParser();
        for (const chunk of chunks) parser.push(Buffer.from(chunk));
        for (const { code, text } of parser.take(1000)) {
          ok(code >= 200 && code < 600);
          ok(text.length <= 1000 && !/[\r\0]/.test(text));
        }
      },
    ),
  );
});

test('what a server can do', () => {
  const parser = new ReplyParser();
  parser.push(
    Buffer.from(
      '250-x\r\n250-size 1000\r\n250-AUTH=LOGIN\r\n250-AUTH PLAIN xoauth2\r\n250-LIMITS RCPTMAX=5 MAILMAX=20\r\n250-Pipelining\r\n250 DSN\r\n',
    ),
  );
  const [reply] = parser.take(1);
  ok(reply !== undefined);
  deepEqual(capabilitiesOf(reply), {
    dsn: true,
    utf8: false,
    eightBit: false,
    pipelining: true,
    starttls: false,
    auth: ['LOGIN', 'PLAIN', 'XOAUTH2'],
    size: 1000,
    mailMax: 20,
  });
});

/** What a server makes of what comes after DATA (RFC 5321 4.5.2). */
function received(octets: Buffer): string | undefined {
  const text = octets.toString('latin1');
  if (!text.endsWith('\r\n.\r\n') && text !== '.\r\n') return undefined;
  const lines = text.slice(0, -3).split('\r\n').slice(0, -1);
  if (lines.includes('.')) return undefined;
  return lines.map((line) => `${line.startsWith('.') ? line.slice(1) : line}\r\n`).join('');
}

test('a mail has one end, however it is cut and whatever is in it', () => {
  const piece = fc.string({
    unit: fc.constantFrom('\r', '\n', '.', 'a', '\r\n', '\r\n.\r\n', '\n.\n', 'MAIL FROM:<>'),
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const stuffer = new DotStuffer();
      const out: Uint8Array[] = [];
      for (const text of pieces) out.push(...stuffer.push(Buffer.from(text)));
      out.push(stuffer.end());
      const wire = Buffer.concat(out);
      ok(!/\r(?!\n)|(?<!\r)\n/.test(wire.toString('latin1')));
      const whole = pieces.join('').replace(/\r\n|\r|\n/g, '\r\n');
      equal(received(wire), whole === '' || whole.endsWith('\r\n') ? whole : `${whole}\r\n`);
    }),
    { numRuns: 5000 },
  );
});
