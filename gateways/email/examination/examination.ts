import { type ExamContext, type Examination, ExamReport } from '../../gateway.js';
import type { AddressesConfig } from '../addresses-config.js';
import type { EmailConfig } from '../config.js';
import { parseServer } from '../servers.js';
import { emailDiagnoses } from './diagnoses.js';
import { lookAtMailDns } from './dns-exam.js';
import { lookAtProviders } from './imap-exam.js';
import { lookAtSmarthost } from './smarthost-exam.js';

type Report = ExamReport<typeof emailDiagnoses>;

/** Mail servers that the config names, and what DNS says of the mail domain. */
export const emailExamination: Examination<EmailConfig> = {
  diagnoses: emailDiagnoses,
  async run({ addresses, ownMailboxes }, context) {
    const report = new ExamReport(emailDiagnoses);
    const own =
      addresses === undefined
        ? []
        : [
            lookAtSmarthost(addresses, context, report),
            lookAtMailDns(addresses, context, report),
            lookAtLmtp(addresses, context, report),
          ];
    await Promise.all([...own, lookAtProviders(ownMailboxes, context, report)]);
    return report;
  },
};

async function lookAtLmtp({ lmtp }: AddressesConfig, context: ExamContext, report: Report): Promise<void> {
  const { host, port = 0 } = parseServer(lmtp.listen) ?? { host: '' };
  const subject = `port for incoming mail ${host}:${port}`;
  const where = 'the config file of Isthmus, in gateways.email.addresses, and in the transport map of your mail server';
  const state = await context.port(host, port);
  // One process of an installation has the port.
  if (state === 'free') report.fine(`${subject} is free`);
  else if (state === 'taken' && context.running) report.fine(`${subject} is in use; Isthmus runs`);
  else if (state === 'taken') {
    report.tell('lmtp-port-taken', {
      subject,
      found: 'It is in use, and Isthmus does not run.',
      write: `lmtp: 127.0.0.1:${port + 1}`,
      where,
    });
  } else {
    const found = state === 'forbidden' ? 'This user may not listen there.' : 'It is no address of this machine.';
    report.tell('lmtp-port-unusable', { subject, found, write: 'lmtp: 127.0.0.1:2424', where });
  }
}
