import { base64Lines } from '../compose/base64.js';
import type { OutgoingMail } from '../compose/outgoing.js';
import { wrapWhole } from '../compose/whole.js';
import { writeCpim } from '../crypto/cpim.js';
import { isMailSafe } from '../crypto/entity.js';

/** A text as a mail that holds a Message/CPIM object (RFC 3922 3.1), in octets that every server carries. */
export function cpimMail(mail: OutgoingMail): Uint8Array {
  const { from, to, cc, date, subject, bodies, messageId } = mail;
  const [body] = bodies;
  const entity = writeCpim({
    from,
    to,
    cc,
    at: date,
    subjects: [body?.lang === undefined ? { text: subject } : { lang: body.lang, text: subject }],
    text: body?.text ?? '',
    contentId: messageId,
  });
  return wrapWhole(mail, isMailSafe(entity) ? ended(entity) : encoded(entity));
}

function ended(entity: Uint8Array): Uint8Array {
  return Buffer.concat([entity, Buffer.from('\r\n')]);
}

/** RFC 3862 2.4 leaves the object to the transfer encodings of what carries it. */
function encoded(entity: Uint8Array): Uint8Array {
  const head = 'Content-Type: message/cpim\r\n';
  const content = Buffer.from(entity.subarray(Buffer.byteLength(`${head}\r\n`)));
  return Buffer.from(`${head}Content-Transfer-Encoding: base64\r\n\r\n${base64Lines(content)}\r\n`, 'latin1');
}
