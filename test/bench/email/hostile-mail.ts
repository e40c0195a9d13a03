const HEADER = [
  'From: Mallory <mallory@example.net>',
  'To: victim@mail.example.org',
  'Subject: Hello',
  'Date: Mon, 5 Jan 2026 10:00:00 +0000',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
];

/**
 * A mail made to take a reader's time: 20,000 parts, 5,000 tags within each other, 2 MB of HTML, 20,000 empty lines. `n` tells
 * it from others. Its lines end with a line feed.
 */
export function hostileMail(n: number): string {
  const html = `${'<div>'.repeat(5000)}${'<p>Hello <b>world</b> <a href="https://example.org/x">link</a></p>\n'.repeat(30_000)}`;
  const part = '--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment\n\nx\n';
  return (
    `${HEADER.join('\n')}\nMessage-ID: <hostile${n}@example.net>\n\n` +
    `--b\nContent-Type: text/plain\n\n${'\n'.repeat(20_000)}\n` +
    `--b\nContent-Type: text/html\n\n${html}\n` +
    `${part.repeat(20_000)}--b--\n`
  );
}
