import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { PATIENCE_MS } from '../../sandbox/patience.js';
import type { PeerMail } from '../../sandbox/smtp-peer/index.js';
import { composed, unindented, writtenMail } from './mail-match.js';
import { fieldOf, partsOf, type ReadPart, readMail } from './mail-reader.js';
import { handOver } from './mail-sending.js';
import type { MailServers } from './mail-servers.js';
import type { ScriptStep } from './script.js';
import type { Holder, SecureDesk } from './secure-desk.js';
import { compareValue, type Variables } from './stanza-match.js';

/**
 * What people elsewhere do with keys:
 *
 *     Signed mail from {alice} to {romeo.mail}:
 *     Forged mail from {alice} to {romeo.mail}:
 *     Encrypted mail from {alice} to {romeo.mail}:
 *     Signed and encrypted mail from {alice} to {romeo.mail}:
 *       Subject: Lunch
 *       |
 *       Hello
 *     Large encrypted mail from {alice} to {romeo.mail}
 *     {romeo.mail} has a key
 *     {alice} receives what is signed by {romeo.mail}:
 *     {alice} receives what is encrypted:
 *     {alice} receives what is encrypted and signed by {romeo.mail}:
 *     Object from {alice} to {romeo.mail}:
 *     Forged object from {alice} to {romeo.mail}:
 *     {alice} receives the object of {romeo.mail}:
 *     {alice} receives the notice of {romeo.mail}:
 *       Disposition: automatic-action/MDN-sent-automatically; processed
 *     {alice} says of it to {romeo.mail}: processed
 *     {alice} receives the entity:
 *       Content-Type: text/plain
 *       |
 *       Hello
 *
 * A forged mail has a signature of somebody whom nobody trusts. The lines of the text must all be within what was signed or encrypted.
 * Objects are sealed as peers of the direct profile do it; `it` is the object that was received last. `{key}` is the PKCS #12 file of whoever has a key, in base64; `{pem}` the same as text.
 */
export function secureSteps({ postfix, outside }: MailServers, desk: SecureDesk): readonly ScriptStep[] {
  const taken = new Set<PeerMail>();
  let last: ReadPart | undefined;
  const next = async (who: string): Promise<PeerMail> => {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const mail = outside.inbox(who).find((one) => !taken.has(one));
      if (mail !== undefined) {
        taken.add(mail);
        return mail;
      }
      if (performance.now() > deadline) throw new Error(`${who} has received nothing`);
      await delay(20);
    }
  };
  const send = async (
    from: string,
    to: string,
    body: string,
    protect: (entity: Buffer) => Promise<Buffer>,
  ): Promise<Variables> => {
    const { fields, text } = writtenMail(body);
    const isContent = ([name]: readonly [string, string]) => name.toLowerCase().startsWith('content-');
    const content = fields.filter(isContent);
    const own = content.length === 0 ? [['Content-Type', 'text/plain; charset=utf-8'] as const] : content;
    const entity = composed({ fields: own, text }, {});
    const id = `${Math.random().toString(36).slice(2)}@example.net`;
    const usual = { From: `<${from}>`, To: `<${to}>`, Date: new Date().toUTCString(), 'Message-ID': `<${id}>` };
    const head = composed({ fields: fields.filter((field) => !isContent(field)), text: '' }, usual);
    const fieldsOnly = head.subarray(0, head.indexOf('\r\n\r\n') + 2);
    await handOver(postfix.port, { from, to: [to], octets: Buffer.concat([fieldsOnly, await protect(entity)]) });
    return { 'mail-id': `<${id}>` };
  };
  const step = (
    pattern: RegExp,
    run: (groups: readonly string[], body: string) => Promise<Variables | undefined>,
  ): ScriptStep => ({ pattern, run });

  return [
    step(/^Signed mail from (\S+) to (\S+):$/, async ([from = '', to = ''], body) => {
      const holder = await desk.holder(from);
      return await send(from, to, body, (entity) => desk.sign(entity, holder));
    }),
    step(/^Forged mail from (\S+) to (\S+):$/, async ([from = '', to = ''], body) => {
      const holder = await desk.stranger(from);
      return await send(from, to, body, (entity) => desk.sign(entity, holder));
    }),
    step(/^Encrypted mail from (\S+) to (\S+):$/, async ([from = '', to = ''], body) => {
      const holder = await desk.holder(to);
      return await send(from, to, body, (entity) => desk.encrypt(entity, [holder]));
    }),
    step(/^Large encrypted mail from (\S+) to (\S+)$/, async ([from = '', to = '']) => {
      const holder = await desk.holder(to);
      const body = `  Subject: Large\n  |\n${'  Nobody may read this\n'.repeat(3000)}`;
      return await send(from, to, body, (entity) => desk.encrypt(entity, [holder]));
    }),
    step(/^Signed and encrypted mail from (\S+) to (\S+):$/, async ([from = '', to = ''], body) => {
      const [writer, reader] = await Promise.all([desk.holder(from), desk.holder(to)]);
      return await send(from, to, body, async (entity) => desk.encrypt(await desk.sign(entity, writer), [reader]));
    }),
    step(/^(\S+@\S+) has a key$/, async ([address = '']) => variablesOf(await desk.holder(address))),
    step(/^(\S+@\S+) receives what is signed by (\S+):$/, async ([who = '', by = ''], body) => {
      const { octets } = await next(who);
      return within(body, await desk.verify(octets, by));
    }),
    step(/^(\S+@\S+) receives what is encrypted(?: and signed by (\S+))?:$/, async ([who = '', by], body) => {
      const { octets } = await next(who);
      assert.ok(!Buffer.from(octets).includes(unindented(body).at(-1) ?? '?'), 'the text can be read by everybody');
      const inner = await desk.decrypt(octets, await desk.holder(who));
      return within(body, by === undefined ? inner : await desk.verify(inner, by));
    }),
    step(/^(Forged o|O)bject from (\S+) to (\S+):$/, async ([how = '', from = '', to = ''], body) => {
      const signer = how === 'O' ? desk.holder(from) : desk.stranger(from);
      const [writer, reader] = await Promise.all([signer, desk.holder(domainOf(to))]);
      return await send(from, to, body, async (entity) => desk.encrypt(await desk.sign(entity, writer), [reader]));
    }),
    step(/^(\S+@\S+) receives the (?:object|notice) of (\S+):$/, async ([who = '', by = ''], body) => {
      const { octets } = await next(who);
      last = readMail(octets);
      const inner = await desk.decrypt(octets, await desk.holder(who));
      return within(body, await desk.verify(inner, by));
    }),
    step(/^(\S+@\S+) says of it to (\S+): (\w+)$/, async ([who = '', to = '', type = '']) => {
      const id = fieldOf(last ?? assert.fail('nothing was received'), 'Message-ID') ?? '';
      const [writer, reader] = await Promise.all([desk.holder(who), desk.holder(domainOf(to))]);
      const text = noticeOf(who, id, type);
      return await send(who, to, text, async (entity) => desk.encrypt(await desk.sign(entity, writer), [reader]));
    }),
    step(/^(\S+@\S+) receives the entity:$/, async ([who = ''], body) => {
      const { octets } = await next(who);
      const entity = composed(writtenMail(body), {}).toString('latin1').trimEnd();
      const mail = Buffer.from(octets).toString('latin1');
      assert.ok(mail.trimEnd().endsWith(`\r\n${entity}`), `it is not at the end of:\n${mail}`);
      return undefined;
    }),
    step(/^(\S+@\S+) receives a mail with the part (\S+\/\S+):$/, async ([who = '', type = ''], body) => {
      const { octets } = await next(who);
      const mail = readMail(octets);
      const part = partsOf(mail).find((one) => one.type === type);
      assert.ok(part, `there is none in ${fieldOf(mail, 'Content-Type')}`);
      return within(body, part.content);
    }),
  ];
}

/** Peers encrypt for the certificate of the whole domain. */
function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** A disposition notification (RFC 8098) as a script writes mails. */
function noticeOf(who: string, id: string, type: string): string {
  return [
    '  Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
    '  |',
    '  --b',
    '  |',
    '  It has come.',
    '  --b',
    '  Content-Type: message/disposition-notification',
    '  |',
    `  Final-Recipient: rfc822;${who}`,
    `  Original-Message-ID: ${id}`,
    `  Disposition: automatic-action/MDN-sent-automatically; ${type}`,
    '  --b--',
  ].join('\n');
}

async function variablesOf({ key, certificate, pkcs12 }: Holder): Promise<Variables> {
  const [pem, own, file] = await Promise.all([readFile(key, 'utf8'), readFile(certificate, 'utf8'), readFile(pkcs12)]);
  return { pem: `${pem}${own}`, key: file.toString('base64') };
}

function within(body: string, octets: Uint8Array): Variables {
  const text = Buffer.from(octets).toString('utf8').replaceAll('\r\n', '\n');
  const variables: Record<string, string> = {};
  for (const line of unindented(body)) {
    const fits = text.split('\n').some((one) => compareValue(line, one, 'line', variables).length === 0);
    assert.ok(fits, `no line is "${line}" in:\n${text}`);
  }
  return variables;
}
