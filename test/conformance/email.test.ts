import { groupOf } from '../../gateways/email/conversation/groups.js';
import { emailModule } from '../../gateways/email/module.js';
import type { GatewayModule } from '../../gateways/gateway.js';
import { freePort } from '../../sandbox/free-port.js';
import { startScriptedImap } from '../../sandbox/imap-script.js';
import { PATIENCE_MS } from '../../sandbox/patience.js';
import { type PeerMail, SmtpClient, SmtpPeer } from '../../sandbox/smtp-peer/index.js';
import { readMail, textOf } from '../support/mail-reader.js';
import { OTHER, USER } from '../support/test-context.js';
import { conformance } from './conformance.js';
import type { Fixture } from './fixture.js';

const DOMAIN = 'mail.example.org';
const PAUSE_MS = 50;
/** A closed peer tells nobody. */
const LOOK_MS = 200;
/** Names before the @ by account. */
const NAMES: Readonly<Record<string, string>> = { [USER]: 'juliet', [OTHER]: 'juliet.work' };

conformance('email', async (): Promise<Fixture> => {
  const smtp = await SmtpPeer.start();
  // A mailbox elsewhere, whose owner has forgotten the password.
  const imap = await startScriptedImap({
    script: ({ tag, verb }) => (verb === 'LOGIN' ? [`${tag} NO [AUTHENTICATIONFAILED] Wrong password`] : undefined),
  });
  const lmtp = await freePort();
  const closed = new AbortController();
  const reporting = reportDeliveries(smtp, lmtp, closed.signal);
  let people = 0;
  /** Somebody in each room. */
  const listeners = new Map<string, string>();
  const next = (): string => {
    people += 1;
    return `person${people}@example.net`;
  };
  return {
    module: emailModule as GatewayModule,
    section: {
      domain: 'email.example.org',
      lanes: 2,
      ownMailboxes: { allowNetworks: ['127.0.0.0/8'], plain: true, lookup: { dns: false, web: false } },
      // All contacts are of one domain.
      limits: { domainMails: 100_000, mails: 100_000, recipients: 100_000 },
      addresses: { domain: DOMAIN, lmtp: `127.0.0.1:${lmtp}`, smtp: { host: '127.0.0.1', port: smtp.port } },
    },
    folder: 'gateways/email',
    addresses: {
      canonical: ['alice@example.com', 'a.b+c@münchen.example', 'dev.lists.example.org'],
      mistaken: [{ written: 'alice%example.com', meant: 'alice@example.com' }],
      impossible: ['', 'alice', 'alice@', '@example.com', 'two words@example.com', 'noreply@example.com'],
      silent: ['noreply@example.com', 'do-not-reply@example.com'],
      typed: [
        { text: ' Alice@Example.com ', meant: 'alice@example.com' },
        { text: 'mailto:alice@example.com?subject=x', meant: 'alice@example.com' },
        { text: 'Alice <alice@example.com>', meant: 'alice@example.com' },
      ],
    },
    registration: {
      valid: {
        'x-alias': 'juliet',
        name: 'Juliet',
        'x-signature': 'J. C.\nVerona',
        'x-subjects': 'changed',
        'x-quotes': 'keep',
        'x-form': 'notice',
        'x-groups': 'rooms',
        'x-unknown-senders': 'ask',
        'x-receipts': 'accepted',
        'x-read-reports': 'known',
        'x-delivery': 'online',
        'x-busy-is-away': 'false',
        'x-quiet': '22:00-07:00',
        'x-zone': 'Europe/Rome',
        'x-important': 'romeo@example.net\nexample.com',
        'x-hold': '20',
        'x-corrections': 'refuse',
        'x-reactions': 'never',
        'x-html': 'false',
        'x-language': 'it',
        'x-smime': 'never',
        'x-cpim': 'false',
      },
      wrong: [{ 'x-alias': 'two words' }, { 'x-alias': 'postmaster' }, { name: 'two\nlines' }],
      refused: {
        email: 'juliet@example.net',
        password: 'sesame',
        'x-imap': `127.0.0.1:${imap.port}`,
        'x-imap-security': 'none',
        'x-smtp': `127.0.0.1:${smtp.port}`,
        'x-smtp-security': 'none',
      },
    },
    rooms: {
      // A room is there when a mail of its people has come.
      room: async () => {
        const [author, other] = [next(), next()];
        const to = `${NAMES[USER]}@${DOMAIN}`;
        await handOver(lmtp, author, to, [
          `From: ${author}`,
          `To: ${to}, ${other}`,
          'Subject: all of us',
          `Message-ID: <${author}>`,
          '',
          'Let us talk',
        ]);
        const contact = groupOf([author, other].map((address) => ({ address })));
        listeners.set(contact, other);
        return contact;
      },
      closed: () => groupOf([{ address: next() }, { address: next() }]),
      listen: async () => undefined,
      heard: async (room, count) => {
        const who = listeners.get(room) ?? '';
        await smtp.waitFor(() => smtp.inbox(who).length >= count, `mail ${count} to ${who}`, PATIENCE_MS);
        return smtp.inbox(who).map(({ octets }) => textOf(readMail(octets)).trim());
      },
    },
    far: {
      notices: false,
      showsEverybody: true,
      watch: (context) => {
        context.known = context.known.map((account) => ({
          ...account,
          // Reactions go to everybody: the programs of these contacts are not known.
          fields: { 'found-kind': 'address', 'x-alias': NAMES[account.id] ?? '', 'x-reactions': 'always' },
        }));
      },
      contact: next,
      refusing: () => {
        const contact = next();
        smtp.addRule({ at: 'RCPT', do: { reply: '550 5.1.1 No such user' }, about: contact });
        return contact;
      },
      busy: () => {
        const contact = next();
        const reply = '450 4.2.0 Greylisted, try again in 5 seconds';
        smtp.addRule({ at: 'RCPT', do: { reply }, about: contact, times: 1 });
        return contact;
      },
      received: (contact) => smtp.inbox(contact).map(({ octets }) => textOf(readMail(octets)).trim()),
      waitForTexts: async (contact, count) =>
        await smtp.waitFor(() => smtp.inbox(contact).length >= count, `mail ${count} to ${contact}`, PATIENCE_MS),
      say: async (contact, text, _hold, _context, account = USER) => {
        const to = `${NAMES[account]}@${DOMAIN}`;
        const id = `${Math.random().toString(36).slice(2)}@example.net`;
        await handOver(lmtp, contact, to, [
          `From: ${contact}`,
          `To: ${to}`,
          'Subject: a word',
          `Message-ID: <${id}>`,
          '',
          text,
        ]);
      },
    },
    close: async () => {
      closed.abort();
      await Promise.all([smtp.close(), imap.stop(), reporting]);
    },
  };
});

/** Tells the senders of mails that these were delivered, where they asked for it (RFC 3461 4.1). */
async function reportDeliveries(smtp: SmtpPeer, port: number, closed: AbortSignal): Promise<void> {
  for (let count = 0; !closed.aborted; ) {
    await smtp.waitFor(() => smtp.mails.length > count, 'a mail', LOOK_MS).catch(() => undefined);
    const mail = smtp.mails[count];
    if (mail === undefined) continue;
    count += 1;
    for (const { address, parameters } of mail.recipients) {
      if (!parameters.some((parameter) => /^NOTIFY=.*SUCCESS/i.test(parameter))) continue;
      await handOver(port, '', mail.from.address, deliveredReport(mail, address));
    }
  }
}

/** A delivery status notification (RFC 3464) of a mail that lies in the mailbox of an address. */
function deliveredReport({ from, octets }: PeerMail, address: string): readonly string[] {
  const [, envelopeId = ''] = /^ENVID=(.*)$/i.exec(from.parameters.find((one) => /^ENVID=/i.test(one)) ?? '') ?? [];
  const [head = ''] = Buffer.from(octets).toString('latin1').split('\r\n\r\n');
  return [
    'From: Mail Delivery System <mailer-daemon@example.net>',
    `To: ${from.address}`,
    'Subject: Delivered',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    '',
    `Your mail was delivered to ${address}.`,
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; peer.example.net',
    `Original-Envelope-Id: ${envelopeId}`,
    '',
    `Final-Recipient: rfc822; ${address}`,
    'Action: delivered',
    'Status: 2.0.0',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    ...head.split('\r\n'),
    '',
    '--b--',
  ];
}

/** Hands a mail over as the admin's mail server does, again and again until it is taken (RFC 2033). */
async function handOver(port: number, from: string, to: string, lines: readonly string[]): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await attempt(port, from, to, lines).catch((error: unknown) => ({ code: 421, said: String(error) }));
    if (answer.code === 250) return;
    if (answer.code >= 500 || Date.now() > deadline)
      throw new Error(`the mail is not taken: ${answer.code} ${answer.said}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** The answer for the one recipient, whatever it was refused at. Rejects where the gateway cannot be reached. */
async function attempt(port: number, from: string, to: string, lines: readonly string[]) {
  const client = await SmtpClient.connect(port);
  const steps = ['LHLO mx.example.org', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA'];
  try {
    let answer = await client.reply();
    for (const step of [...steps, `${lines.map((line) => line.replace(/^\./, '..')).join('\r\n')}\r\n.`]) {
      if (answer.code >= 400) break;
      answer = await client.say(step);
    }
    return { code: answer.code, said: answer.lines.join(' ') };
  } finally {
    client.drop();
  }
}
