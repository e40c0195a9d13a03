import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PATIENCE_MS } from '../../sandbox/patience.js';
import type { PeerMail } from '../../sandbox/smtp-peer/index.js';
import { composed, matchMail, unindented, type WrittenMail, writtenMail } from './mail-match.js';
import { fieldOf, partsOf, type ReadPart, readMail } from './mail-reader.js';
import { handOver } from './mail-sending.js';
import type { MailServers } from './mail-servers.js';
import { repositoryRoot } from './repository.js';
import type { ScriptStep } from './script.js';
import { compareValue, fill, type Variables } from './stanza-match.js';

const POLL_MS = 20;
const FIXTURES = join(repositoryRoot(), 'test/fixtures/email');

/** A mail that a line has found, on which the next lines say more. */
interface Found {
  readonly mail: ReadPart;
  /** Undefined where it was found in a mailbox. */
  readonly envelope: PeerMail | undefined;
}

/**
 * What happens on the mail side of a stanza script. People elsewhere write and read:
 *
 *     Mail from alice@example.net to {address}:
 *       Subject: Lunch
 *       |
 *       Hello
 *     Mail newsletter.eml from news@example.net to {address}
 *     alice@example.net receives mail:
 *       From: Romeo <{address}>
 *       Subject: Re: Lunch
 *       In-Reply-To: {id}
 *       Cc: {absent}
 *       |
 *       Yes
 *     alice@example.net receives no other mail
 *     alice@example.net answers:
 *       |
 *       Good
 *     alice@example.net confirms that it was read
 *
 * A bar alone in a line is an empty line, and stands between the fields and the text. What every mail has (From, To, Date,
 * Message-ID, MIME-Version) is there unless it is written, `{absent}` leaves it out; the Message-ID is `{mail-id}` afterwards.
 * Of the mail that was found last:
 *
 *     That mail went from {bounces} to alice@example.net, bob@example.net
 *     That mail has a part message/disposition-notification:
 *       Disposition: manual-action/MDN-sent-manually; displayed
 *     That mail has the file cat.png of image/png
 *
 * The servers:
 *
 *     Mail to alice@example.net is refused with 550 5.1.1 No such user
 *     Mail to alice@example.net is refused after its text with 554 5.7.1 Spam
 *     Mail is taken again
 *     The mail server goes away
 *     The mail server is back
 *     The mailbox {mailbox} has in Sent:
 *       Subject: Lunch
 *     The mail "Lunch" in INBOX of {mailbox} is seen
 *     Another program puts into Sent of {mailbox}:
 *       To: <alice@example.net>
 *       Subject: Lunch
 *       |
 *       Hello
 */
export function mailSteps(servers: MailServers): readonly ScriptStep[] {
  const { postfix, outside } = servers;
  const taken = new Set<PeerMail>();
  const lastOf = new Map<string, ReadPart>();
  let last: Found | undefined;
  outside.setRules();

  const send = async (from: string, to: readonly string[], octets: Uint8Array): Promise<Variables> => {
    await handOver(postfix.port, { from, to, octets });
    const id = fieldOf(readMail(octets), 'Message-ID');
    return id === undefined ? {} : { 'mail-id': id };
  };
  const write = (from: string, to: readonly string[], written: WrittenMail): Promise<Variables> =>
    send(from, to, composed(written, usualFields(from, to)));
  const found = (): Found => last ?? assert.fail('no mail was found before');
  const lastTo = (who: string): ReadPart => lastOf.get(who) ?? assert.fail(`${who} has received no mail`);

  const receive = async (who: string, body: string): Promise<Variables> => {
    const expected = writtenMail(body);
    const unread = () => outside.inbox(who).filter((mail) => !taken.has(mail));
    return await firstFitting(expected, `${who} has not received it`, async () =>
      unread().map((envelope) => ({ envelope, mail: readMail(envelope.octets) })),
    ).then(({ variables, ...fits }) => {
      if (fits.envelope !== undefined) taken.add(fits.envelope);
      lastOf.set(who, fits.mail);
      last = fits;
      return variables;
    });
  };

  const step = (
    pattern: RegExp,
    run: (groups: readonly string[], body: string) => Promise<Variables> | Variables,
  ): ScriptStep => ({ pattern, run: async (groups, body) => await run(groups, body) });
  /** One that finds no values. */
  const act = (pattern: RegExp, run: (groups: readonly string[], body: string) => unknown) =>
    step(pattern, async (groups, body) => {
      await run(groups, body);
      return {};
    });

  return [
    step(/^Mail from (\S+) to (\S+(?:, \S+)*):$/, ([from = '', to = ''], body) =>
      write(bare(from), to.split(', '), writtenMail(body)),
    ),
    step(/^Mail (\S+\.eml) from (\S+) to (\S+(?:, \S+)*)$/, async ([file = '', from = '', to = '']) =>
      send(bare(from), to.split(', '), await readFile(join(FIXTURES, file))),
    ),
    step(/^(\S+@\S+) receives mail:$/, ([who = ''], body) => receive(who, body)),
    act(/^(\S+@\S+) receives no other mail$/, async ([who = '']) => {
      await until(async () => (await postfix.queue()).length === 0, 'the mail server still has mail in its queue');
      const others = outside.inbox(who).filter((mail) => !taken.has(mail));
      assert.deepEqual(
        others.map(({ octets }) => octets.toString()),
        [],
      );
    }),
    step(/^(\S+@\S+) answers:$/, ([who = ''], body) => {
      const to = lastTo(who);
      const written = writtenMail(body);
      const fields = [...Object.entries(answerFields(to)).filter(([name]) => !has(written, name)), ...written.fields];
      return write(who, [addressOf(fieldOf(to, 'Reply-To') ?? fieldOf(to, 'From') ?? '')], { ...written, fields });
    }),
    step(/^(\S+@\S+) confirms that it was read$/, ([who = '']) => {
      const read = lastTo(who);
      const wanted = fieldOf(read, 'Disposition-Notification-To') ?? assert.fail('nobody asked for that');
      return send('', [addressOf(wanted)], readReport(who, addressOf(wanted), read));
    }),
    step(/^That mail went from (\S+) to (\S+(?:, \S+)*)$/, ([from = '', to = '']) => {
      const { from: sender, recipients } = found().envelope ?? assert.fail('it was not sent to anybody elsewhere');
      const variables: Record<string, string> = {};
      assert.deepEqual(compareValue(bare(from), sender.address, 'sender', variables), []);
      assert.deepEqual(recipients.map(({ address }) => address).sort(), to.split(', ').sort());
      return variables;
    }),
    step(/^That mail has a part (\S+\/\S+):$/, ([type = ''], body) => {
      const parts = partsOf(found().mail).filter((part) => part.type === type);
      assert.ok(
        parts.length > 0,
        `it has the parts ${partsOf(found().mail)
          .map((part) => part.type)
          .join(', ')}`,
      );
      return linesWithin(unindented(body), parts.map(({ content }) => content.toString('utf8')).join('\n'));
    }),
    act(/^That mail has the file (.+) of (\S+\/\S+)$/, ([name = '', type = '']) => {
      const files = partsOf(found().mail).flatMap((part) =>
        part.fileName === undefined ? [] : [`${part.fileName} of ${part.type}`],
      );
      assert.ok(files.includes(`${name} of ${type}`), `it has the files: ${files.join('; ')}`);
    }),
    act(/^Mail to (\S+) is refused with (\d{3} .+)$/, ([to = '', reply = '']) =>
      outside.addRule({ at: 'RCPT', about: `<${to}>`, do: { reply } }),
    ),
    act(/^Mail to (\S+) is refused after its text with (\d{3} .+)$/, ([to = '', reply = '']) =>
      outside.addRule({ at: 'dot', about: to, do: { reply } }),
    ),
    act(/^Mail is taken again$/, () => outside.setRules()),
    act(/^The mail server goes away$/, () => postfix.kill()),
    act(/^The mail server is back$/, () => postfix.start()),
    step(/^The mailbox (\S+) has in (\S+):$/, async ([mailbox = '', folder = ''], body) => {
      const { variables, ...fits } = await firstFitting(writtenMail(body), `it is not in ${folder}`, async () =>
        (await filesIn(servers, mailbox, folder)).map(({ mail }) => ({ mail, envelope: undefined })),
      );
      last = fits;
      return variables;
    }),
    step(/^Another program puts into (\S+) of (\S+):$/, async ([folder = '', mailbox = ''], body) => {
      const octets = composed(writtenMail(body), usualFields(mailbox, [mailbox]));
      await servers.dovecot.append(mailbox, folder, octets);
      const id = fieldOf(readMail(octets), 'Message-ID');
      return id === undefined ? {} : { 'mail-id': id };
    }),
    act(/^The mail "(.*)" in (\S+) of (\S+) is (seen|answered|flagged|a draft)$/, async (groups) => {
      const [subject = '', folder = '', mailbox = '', state = ''] = groups;
      const letter = { seen: 'S', answered: 'R', flagged: 'F', 'a draft': 'D' }[state] ?? '?';
      await until(async () => {
        const files = await filesIn(servers, mailbox, folder);
        return files.some(({ mail, flags }) => fieldOf(mail, 'Subject') === subject && flags.includes(letter));
      }, `no mail "${subject}" in ${folder} is ${state}`);
    }),
  ];
}

/** Waits for a mail that fits; rejects with the nearest one. */
async function firstFitting(
  expected: WrittenMail,
  otherwise: string,
  mails: () => Promise<readonly Found[]>,
): Promise<Found & { readonly variables: Variables }> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    let nearest: { readonly found: Found; readonly differences: readonly string[] } | undefined;
    for (const found of await mails()) {
      const match = matchMail(expected, found.mail, {});
      if (match.fits) return { ...found, variables: match.variables };
      if (nearest === undefined || match.differences.length < nearest.differences.length) {
        nearest = { found, differences: match.differences };
      }
    }
    if (performance.now() > deadline) {
      if (nearest === undefined) throw new Error(`${otherwise}, nor any other mail`);
      const { fields, content } = nearest.found.mail;
      const shown = `${fields.map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n${content.toString('utf8')}`;
      throw new Error(`${otherwise}. Nearest is:\n${shown}\nIt differs:\n${nearest.differences.join('\n')}`);
    }
    await delay(POLL_MS);
  }
}

async function until(isSo: () => Promise<boolean>, otherwise: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(otherwise);
    await delay(POLL_MS);
  }
}

/** Each of the lines must be one of the text's; what the first one finds is known to the next. */
function linesWithin(templates: readonly string[], text: string): Variables {
  const lines = text.split(/\r?\n/);
  const variables: Record<string, string> = {};
  for (const template of templates) {
    const fits = lines.some((line) => compareValue(template, line.trimEnd(), 'line', variables).length === 0);
    assert.ok(fits, `no line is "${fill(template, variables)}" in:\n${text}`);
  }
  return variables;
}

/** Mails as they lie in a folder of a Maildir, with the letters of their flags. */
async function filesIn(
  { dovecot }: MailServers,
  mailbox: string,
  folder: string,
): Promise<readonly { readonly mail: ReadPart; readonly flags: string }[]> {
  const box = join(dovecot.dir, 'mail', mailbox, 'Maildir', folder === 'INBOX' ? '' : `.${folder}`);
  const found: { mail: ReadPart; flags: string }[] = [];
  for (const part of ['new', 'cur']) {
    if (!existsSync(join(box, part))) continue;
    for (const file of await readdir(join(box, part))) {
      // It may have just been given another name.
      const octets = await readFile(join(box, part, file)).catch(() => undefined);
      if (octets !== undefined) found.push({ mail: readMail(octets), flags: /:2,(.*)$/.exec(file)?.[1] ?? '' });
    }
  }
  return found;
}

function usualFields(from: string, to: readonly string[]): Readonly<Record<string, string>> {
  return {
    From: from === '' ? 'Mail Delivery System <MAILER-DAEMON@example.net>' : `<${from}>`,
    To: to.map((address) => `<${address}>`).join(', '),
    Date: new Date().toUTCString().replace('GMT', '+0000'),
    'Message-ID': `<${randomBytes(8).toString('hex')}@example.net>`,
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Transfer-Encoding': '8bit',
  };
}

/** RFC 5322 3.6.4. */
function answerFields(to: ReadPart): Readonly<Record<string, string>> {
  const id = fieldOf(to, 'Message-ID') ?? assert.fail('what is answered has no Message-ID');
  const before = fieldOf(to, 'References') ?? fieldOf(to, 'In-Reply-To');
  const subject = fieldOf(to, 'Subject') ?? '';
  return {
    Subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
    'In-Reply-To': id,
    References: before === undefined ? id : `${before} ${id}`,
  };
}

/** That a mail was displayed (RFC 8098). */
function readReport(who: string, to: string, read: ReadPart): Buffer {
  const boundary = randomBytes(8).toString('hex');
  const lines = [
    ...Object.entries(usualFields(who, [to]))
      .filter(([name]) => !name.startsWith('Content-'))
      .map(([name, value]) => `${name}: ${value}`),
    `Subject: Read: ${fieldOf(read, 'Subject') ?? ''}`,
    `Content-Type: multipart/report; report-type=disposition-notification; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    '',
    'Your message was displayed.',
    `--${boundary}`,
    'Content-Type: message/disposition-notification',
    '',
    'Reporting-UA: client.example.net; test',
    `Final-Recipient: rfc822;${who}`,
    `Original-Message-ID: ${fieldOf(read, 'Message-ID') ?? ''}`,
    'Disposition: manual-action/MDN-sent-manually; displayed',
    '',
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

function has(written: WrittenMail, name: string): boolean {
  return written.fields.some(([each]) => each.toLowerCase() === name.toLowerCase());
}

/** `alice@example.net` of `Alice <alice@example.net>`. */
function addressOf(field: string): string {
  return /<([^>]*)>/.exec(field)?.[1] ?? field.trim();
}

/** `<>` is the null sender. */
function bare(address: string): string {
  return address === '<>' ? '' : address;
}
