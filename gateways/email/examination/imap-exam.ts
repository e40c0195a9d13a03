import { readFile } from 'node:fs/promises';
import type { ExamContext, ExamReport } from '../../gateway.js';
import { systemResolve } from '../accounts/discovery/mail-dns.js';
import { asEnd, LineLink, TrialEnd } from '../accounts/line-link.js';
import type { MailboxesConfig } from '../mailboxes-config.js';
import { parseServer, serverText } from '../servers.js';
import type { emailDiagnoses } from './diagnoses.js';

type Report = ExamReport<typeof emailDiagnoses>;

const DEFAULT_PORT = 993;
const MOST_LINES = 50;

/** IMAP servers that the config names; all others are the users' own affair, and are tried when they register. */
export async function lookAtProviders(mailboxes: MailboxesConfig, context: ExamContext, report: Report): Promise<void> {
  const ca = mailboxes.caFile === undefined ? undefined : await readFile(mailboxes.caFile, 'utf8');
  await Promise.all(
    Object.entries(mailboxes.oauth).map(async ([name, provider]) => {
      const imap = provider.imap === undefined ? undefined : parseServer(provider.imap);
      if (imap === undefined) return;
      const subject = `IMAP server ${serverText(imap)} of ${name}`;
      const where = `the config file of Isthmus, in gateways.email.ownMailboxes.oauth.${name}`;
      try {
        const can = await abilitiesOf({ host: imap.host, port: imap.port ?? DEFAULT_PORT, ca }, context.patience);
        lookAtAbilities(can, { subject, where, report });
      } catch (error) {
        const { why, said } = asEnd(error, 'protocol');
        const write =
          why === 'certificate-refused'
            ? 'ownMailboxes: { caFile: /etc/isthmus/mail-ca.pem }'
            : `imap: ${serverText(imap)}`;
        report.tell('imap-unreachable', { subject, found: `${why}${said === '' ? '' : `: ${said}`}.`, write, where });
      }
    }),
  );
}

function lookAtAbilities(
  can: ReadonlySet<string>,
  { subject, where, report }: { readonly subject: string; readonly where: string; readonly report: Report },
): void {
  if (!can.has('AUTH=XOAUTH2') && !can.has('AUTH=OAUTHBEARER')) {
    const offered = [...can].filter((word) => word.startsWith('AUTH=')).join(' ');
    report.tell('imap-no-token', {
      subject,
      found: `It offers ${offered === '' ? 'no mechanism' : offered}.`,
      write: 'auth_mechanisms = xoauth2 oauthbearer',
      where: `the settings of the server (Dovecot); or take the provider out of ${where}`,
    });
  }
  if (!can.has('IDLE'))
    report.tell('imap-no-idle', {
      subject,
      found: 'It does not offer IDLE (RFC 2177).',
      write: 'ownMailboxes: { watch: { pollEvery: 1m } }',
      where,
    });
  if (!can.has('UIDPLUS'))
    report.tell('imap-no-uidplus', {
      subject,
      found: 'It does not offer UIDPLUS (RFC 4315).',
      write: 'imap_capability = +UIDPLUS',
      where: 'the settings of the server (Dovecot)',
    });
  report.fine(`${subject} answers`);
}

/** What it offers before the login, in capitals; throws `TrialEnd`. */
async function abilitiesOf(
  { host, port, ca }: { readonly host: string; readonly port: number; readonly ca: string | undefined },
  patience: number,
): Promise<ReadonlySet<string>> {
  const target = {
    server: { host, port, security: 'tls' as const },
    login: { user: '', password: '' },
    // The admin may name any server.
    allowed: () => true,
    ...(ca === undefined ? {} : { ca }),
  };
  const link = await LineLink.open(target, systemResolve, AbortSignal.timeout(patience * 2));
  try {
    if (!(await link.line()).startsWith('* OK')) throw new TrialEnd('protocol');
    link.write('d1 CAPABILITY');
    const offered = new Set<string>();
    for (let count = 0; count < MOST_LINES; count += 1) {
      const line = (await link.line()).toUpperCase();
      if (line.startsWith('D1 ')) break;
      if (line.startsWith('* CAPABILITY ')) for (const word of line.split(' ').slice(2)) offered.add(word);
    }
    link.leave('d2 LOGOUT');
    return offered;
  } finally {
    link.close();
  }
}
