import { isLoopbackHost } from '../../../src/network.js';
import type { ExamContext, ExamReport } from '../../gateway.js';
import type { AddressesConfig } from '../addresses-config.js';
import { smarthostOf } from '../sending/smarthost.js';
import { parseServer } from '../servers.js';
import { asFailure, type SmtpFailure } from '../smtp/failure.js';
import { openSession, type Session } from '../smtp/session.js';
import { SMTP_TIMEOUTS, type SmtpTimeouts } from '../smtp/timeouts.js';
import type { emailDiagnoses } from './diagnoses.js';

type Report = ExamReport<typeof emailDiagnoses>;

const CONFIG = 'the config file of Isthmus, in gateways.email.addresses';
/** A mail with some pictures. */
const ORDINARY_MAIL = 10 * 1024 * 1024;
/** A domain that exists and takes no mail for people (RFC 2606). Nothing is sent there: the conversation ends before. */
const ELSEWHERE = 'postmaster@example.com';

/** The mail server that mail goes out by: whether it lets us in, and what it can do. No mail is sent. */
export async function lookAtSmarthost(addresses: AddressesConfig, context: ExamContext, report: Report): Promise<void> {
  const { smtp, lmtp } = addresses;
  const subject = `mail server ${smtp.host}:${smtp.port}`;
  if (isLoopbackHost(smtp.host) && smtp.port === parseServer(lmtp.listen)?.port) {
    report.tell('smtp-loop', {
      subject,
      found: 'addresses.smtp is addresses.lmtp.',
      write: 'smtp: 127.0.0.1:25',
      where: CONFIG,
    });
    return;
  }
  const { clock, patience } = context;
  const timeouts: SmtpTimeouts = { ...SMTP_TIMEOUTS, connect: patience, greeting: patience, command: patience };
  let session: Session;
  try {
    session = await openSession(smarthostOf(addresses), { clock, timeouts });
  } catch (error) {
    tellFailure(asFailure(error, 'connect'), addresses, subject, report);
    return;
  }
  try {
    report.fine(`${subject} lets us in${smtp.username === undefined ? '' : ' with our login'}`);
    lookAtAbilities(session, subject, report);
    await tryRelay(session, addresses, { subject, patience, report });
  } finally {
    session.connection.quit();
  }
}

function lookAtAbilities({ can }: Session, subject: string, report: Report): void {
  if (!can.dsn)
    report.tell('smtp-no-dsn', {
      subject,
      found: 'It does not offer DSN.',
      write: 'smtpd_discard_ehlo_keywords =',
      where: 'main.cf of Postfix, without dsn; other servers have a switch of their own',
    });
  if (!can.pipelining)
    report.tell('smtp-no-pipelining', {
      subject,
      found: 'It does not offer PIPELINING.',
      write: 'smtpd_discard_ehlo_keywords =',
      where: 'main.cf of Postfix, without pipelining',
    });
  if (can.size !== undefined && can.size < ORDINARY_MAIL) {
    report.tell('smtp-size-small', {
      subject,
      found: `It takes ${can.size} octets.`,
      write: 'message_size_limit = 52428800',
      where: 'main.cf of Postfix',
    });
  }
}

interface Relaying {
  readonly subject: string;
  readonly patience: number;
  readonly report: Report;
}

/** Asks whether a mail to somebody elsewhere would be taken, and takes the question back. */
async function tryRelay(
  { connection }: Session,
  { domain, smtp }: AddressesConfig,
  { subject, patience, report }: Relaying,
): Promise<void> {
  const say = (line: string) => connection.command(line, patience, 'mail');
  try {
    const from = await say(`MAIL FROM:<postmaster@${domain}>`);
    const to = from.code === 250 ? await say(`RCPT TO:<${ELSEWHERE}>`) : from;
    if (to.code >= 500) {
      report.tell('smtp-no-relay', {
        subject,
        found: `It answers a mail of ${domain} to ${ELSEWHERE} with ${to.code} ${to.text.slice(0, 200)}.`,
        write:
          smtp.username === undefined
            ? 'mynetworks = 127.0.0.0/8 [::1]/128'
            : 'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination',
        where: `main.cf of Postfix, with the address of this machine; or username and password in ${CONFIG}`,
      });
    }
    await say('RSET');
  } catch {
    // Whoever hangs up over such a question has let us in before; what comes of a real mail is seen with that.
  }
}

function tellFailure(
  { reason, text, reply, stage }: SmtpFailure,
  { smtp }: AddressesConfig,
  subject: string,
  report: Report,
): void {
  const said = reply === undefined ? text : `${reply.code} ${reply.text}`.slice(0, 200);
  const found = `At ${stage}: ${reason}${said === '' ? '' : `, ${said}`}.`;
  const [code, write] = lineFor(reason, smtp);
  report.tell(code, { subject, found, write, where: `${CONFIG}.smtp` });
}

/** The code of a failure, and what to write against it. */
function lineFor(
  reason: SmtpFailure['reason'],
  { port, host, security }: AddressesConfig['smtp'],
): [keyof typeof emailDiagnoses, string] {
  switch (reason) {
    case 'host-unknown':
      return ['smtp-unresolved', 'host: mail.example.org'];
    case 'unreachable':
      return ['smtp-refused', `port: ${port === 587 ? 25 : 587}`];
    case 'timeout':
      return ['smtp-silent', `security: ${security === 'tls' ? 'starttls' : 'tls'}`];
    case 'tls-failed':
      return ['smtp-certificate', 'caFile: /etc/isthmus/mail-ca.pem\nserverName: the name in the certificate'];
    case 'tls-not-offered':
      return ['smtp-no-starttls', `security: ${isLoopbackHost(host) ? 'none' : 'tls\nport: 465'}`];
    case 'no-mechanism':
      return ['smtp-no-login', 'port: 587'];
    case 'auth-refused':
      return ['smtp-login', 'username: the one of your mail server\npasswordFile: /etc/isthmus/mail.secret'];
    default:
      return ['smtp-not-smtp', `host: ${host}\nport: 587`];
  }
}
