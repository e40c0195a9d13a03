const HEADER = 'From: Bob <bob@example.org>\r\nTo: alice@example.org\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n';

/** A mail with a plain text. */
export const simpleMail = (body: string): Buffer => Buffer.from(`${HEADER}Content-Type: text/plain\r\n\r\n${body}`);

/** A mail with a text and some files of `x`. */
export function multipartMail(files: number, octets: number): Buffer {
  const file =
    '--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=x.bin\r\n\r\n' +
    `${'x'.repeat(octets)}\r\n`;
  return Buffer.from(
    `${HEADER}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n${file.repeat(files)}--b--\r\n`,
  );
}

/** 20,000 parts; 5,000 nested tags; 2 MB of HTML; 20,000 newlines. */
export function hostileMail(): Buffer {
  const html = `${'<div>'.repeat(5000)}${'<p>Hello <b>world</b> <a href="https://example.org/x">link</a></p>\r\n'.repeat(30_000)}`;
  return Buffer.from(
    `${HEADER}Content-Type: multipart/mixed; boundary=b\r\n\r\n` +
      `--b\r\nContent-Type: text/plain\r\n\r\n${'\r\n'.repeat(20_000)}${'On \r\n'.repeat(20_000)}\r\n` +
      `--b\r\nContent-Type: text/html\r\n\r\n${html}\r\n` +
      `${'--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n\r\nx\r\n'.repeat(20_000)}--b--\r\n`,
  );
}

/** Nothing but tags that are never closed, and quotations within each other. */
export function deepMail(): Buffer {
  const html = `${'<blockquote><table><tr><td><ul><li>x'.repeat(40_000)}${'</i>'.repeat(100_000)}`;
  return Buffer.from(`${HEADER}Content-Type: text/html\r\n\r\n${html}`);
}
