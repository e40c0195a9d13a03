import { deepEqual, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { compose } from '../../../../gateways/email/compose/compose.js';
import type { OutgoingMail } from '../../../../gateways/email/compose/outgoing.js';

/** Python's email package reads what we write: fields, bodies and files come back as they were meant. */
const READER = `
import base64, json, sys
from email import message_from_bytes, policy
out = []
for text in json.load(sys.stdin):
    mail = message_from_bytes(base64.b64decode(text), policy=policy.default)
    body = mail.get_body(preferencelist=('plain',))
    html = mail.get_body(preferencelist=('html',))
    out.append({
        'subject': str(mail['subject']),
        'from': [str(mail['from'].addresses[0].display_name), mail['from'].addresses[0].addr_spec],
        'to': [[one.display_name, one.addr_spec] for one in mail['to'].addresses],
        'text': body.get_content(),
        'html': html.get_content() if html else None,
        'files': [[one.get_filename(), base64.b64encode(one.get_payload(decode=True)).decode()] for one in mail.iter_attachments()],
        'defects': [repr(defect) for part in mail.walk() for defect in part.defects],
    })
print(json.dumps(out))
`;

const words = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('a', 'b', ' ', ',', '"', '\\', '=', '?', '_', '(', 'é', 'ß', '日', '😀', 'и', '.'),
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 120,
  })
  // Python reads runs of blanks in folded fields in ways of its own.
  .map((text) => text.replace(/\s+/gu, ' ').trim());
const bodies = fc
  .array(
    fc.string({
      unit: fc.oneof(
        fc.constantFrom('a', ' ', '=', '.', 'é', '日', '\t', 'From '),
        fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 200,
    }),
    { maxLength: 6 },
  )
  .map((lines) => lines.join('\n').replace(/[^\t\n -~é日]/gu, ''));

test('what we write is what another program reads', () => {
  const cases = fc.sample(
    fc.record({
      subject: words,
      name: words,
      other: words,
      text: bodies,
      html: fc.option(bodies, { nil: undefined }),
      file: fc.option(
        fc.record({
          name: words
            .map((name) => name.replace(/[/\\]/g, '').trim())
            .filter((name) => name !== '' && !/^\.+$/.test(name) && Buffer.byteLength(name) < 250),
          content: fc.uint8Array({ maxLength: 300 }),
        }),
        { nil: undefined },
      ),
    }),
    { numRuns: 400, seed: 20261126 },
  );
  const mails = cases.map(
    ({ subject, name, other, text, html, file }): OutgoingMail => ({
      from: { name, address: 'romeo@example.org' },
      to: [{ name: other, address: '"a b"@example.com' }, { address: 'carol@example.com' }],
      cc: [],
      subject,
      date: 0,
      messageId: 'id@example.org',
      references: [],
      bodies: [{ text, ...(html === undefined ? {} : { html }) }],
      attachments:
        file === undefined ? [] : [{ name: file.name, mediaType: 'application/x-test', content: file.content }],
      flowed: false,
      headers: [],
    }),
  );
  const input = JSON.stringify(mails.map((mail) => Buffer.from(compose(mail)).toString('base64')));
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', READER], {
    input,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  ok(stdout !== '', stderr);
  const read = JSON.parse(stdout);
  for (const [index, { subject, name, other, text, html, file }] of cases.entries()) {
    // Programs differ in how many line ends a text has at its end.
    const whole = (said: string): string => said.replaceAll('\r\n', '\n').replace(/\n+$/, '');
    deepEqual(
      {
        ...read[index],
        text: whole(read[index].text),
        html: read[index].html === null ? undefined : whole(read[index].html),
      },
      {
        subject,
        from: [name, 'romeo@example.org'],
        to: [
          [other, '"a b"@example.com'],
          ['', 'carol@example.com'],
        ],
        text: whole(text),
        html: html === undefined ? undefined : whole(html),
        files: file === undefined ? [] : [[file.name, Buffer.from(file.content).toString('base64')]],
        defects: [],
      },
      Buffer.from(compose(mails[index] as OutgoingMail)).toString('latin1'),
    );
  }
});
