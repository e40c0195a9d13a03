import { isLoopbackHost } from '../../../src/network.js';
import { type ExamContext, type Examination, ExamReport } from '../../gateway.js';
import type { CarrierConfig, SmsConfig } from '../config.js';
import type { BindMode } from '../smpp/codec.js';
import { refusalOf } from '../smpp/refusal.js';
import { type SessionEnd, statusHex } from '../smpp/session.js';
import { BY_STATUS, smsDiagnoses } from './diagnoses.js';
import { type Bound, isBound, tryBind } from './try-bind.js';

type Report = ExamReport<typeof smsDiagnoses>;

/** Binds that are tried of one carrier; whoever may have so many may have more. */
const MOST_BINDS = 8;
const CONFIG = 'the config file of Isthmus';

/** The carriers: whether each lets us bind, as often and as the config says. */
export const smsExamination: Examination<SmsConfig> = {
  diagnoses: smsDiagnoses,
  async run({ carriers }, context) {
    const report = new ExamReport(smsDiagnoses);
    await Promise.all(carriers.map((carrier) => lookAtCarrier(carrier, context, report)));
    return report;
  },
};

async function lookAtCarrier(carrier: CarrierConfig, context: ExamContext, report: Report): Promise<void> {
  const subject = `carrier ${carrier.name} at ${carrier.host}:${carrier.port}`;
  const lanes = Array.from({ length: carrier.shares }, (_, share) => `sms.${carrier.name}.${share}`);
  const words = (await Promise.all(lanes.map((lane) => context.lane(lane)))).filter((word) => word !== undefined);
  if (words.length > 0 && words.every(({ state }) => state === 'up')) {
    report.fine(`the running Isthmus is bound to ${subject}`);
    return;
  }
  if (carrier.tls === undefined && !isLoopbackHost(carrier.host)) {
    report.tell('carrier-plain', {
      subject,
      found: 'tls is not set.',
      write: 'tls: {}',
      where: `${CONFIG}, in this carrier, with the port for TLS; or use a VPN`,
    });
  }
  const modes: readonly BindMode[] = carrier.bind === 'transceiver' ? ['transceiver'] : ['transmitter', 'receiver'];
  const bound: Bound[] = [];
  try {
    for (const mode of modes) {
      const result = await tryBind(carrier, mode, context);
      if (!isBound(result)) {
        tellEnd(result, carrier, { subject: modes.length === 1 ? subject : `${subject} (${mode})`, report });
        return;
      }
      bound.push(result);
    }
    report.fine(`${subject} lets us bind`);
    lookAtVersion(bound, carrier, subject, report);
    // Whoever is bound to one share is bound with those binds too.
    if (words.length === 0) await countBinds(bound, carrier, { modes, context, subject, report });
  } finally {
    await Promise.all(bound.map((one) => one.leave()));
  }
}

interface Counting {
  readonly modes: readonly BindMode[];
  readonly context: ExamContext;
  readonly subject: string;
  readonly report: Report;
}

/** Opens the other binds too, since only then the carrier tells how many it allows. */
async function countBinds(
  bound: Bound[],
  carrier: CarrierConfig,
  { modes, context, subject, report }: Counting,
): Promise<void> {
  for (let count = 1; count < Math.min(carrier.binds, MOST_BINDS); count += 1) {
    for (const mode of modes) {
      const result = await tryBind(carrier, mode, context);
      if (isBound(result)) bound.push(result);
      else {
        report.tell('binds-too-many', {
          subject,
          found: `The bind number ${count + 1} of ${carrier.binds} ended: ${result.reason}.`,
          write: `binds: ${count}`,
          where: `${CONFIG}, in this carrier; or ask the carrier for more`,
        });
        return;
      }
    }
  }
}

function lookAtVersion(
  bound: readonly Bound[],
  { interfaceVersion }: CarrierConfig,
  subject: string,
  report: Report,
): void {
  const version = bound[0]?.version;
  const asked = interfaceVersion === '5.0' ? 0x50 : 0x34;
  if (version === undefined || version >= asked) return;
  const named = `${version >> 4}.${version & 0x0f}`;
  report.tell('carrier-version', {
    subject,
    found: `It says that it speaks ${named}; interfaceVersion is ${interfaceVersion}.`,
    write: interfaceVersion === '5.0' ? 'interfaceVersion: "3.4"' : 'concat: udh8',
    where: `${CONFIG}, in this carrier`,
  });
}

function tellEnd(
  { reason, bindStatus }: SessionEnd,
  carrier: CarrierConfig,
  { subject, report }: { readonly subject: string; readonly report: Report },
): void {
  const code = bindStatus === undefined ? byReason(reason) : (BY_STATUS.get(bindStatus) ?? 'bind-refused');
  const advice = bindStatus === undefined ? '' : ` ${refusalOf(bindStatus).name}: ${refusalOf(bindStatus).advice}.`;
  const found =
    bindStatus === undefined ? `${reason}.` : `The answer to the bind is ${statusHex(bindStatus)}.${advice}`;
  report.tell(code, { subject, found, write: lineFor(code, carrier), where: `${CONFIG}, in this carrier` });
}

function byReason(reason: string): keyof typeof smsDiagnoses {
  if (/no such host|looked up/.test(reason)) return 'carrier-unresolved';
  if (/nobody listens|no way to/.test(reason)) return 'carrier-refused';
  if (/certificate|TLS/.test(reason)) return 'carrier-tls';
  if (/in time|does not answer/.test(reason)) return 'carrier-silent';
  return 'carrier-not-smpp';
}

function lineFor(code: keyof typeof smsDiagnoses, carrier: CarrierConfig): string {
  switch (code) {
    case 'carrier-tls':
      return 'tls: { caFile: /etc/isthmus/carrier-ca.pem }';
    case 'carrier-silent':
    case 'carrier-not-smpp':
      return carrier.tls === undefined ? 'tls: {}' : '# no tls, where the carrier speaks none at this port';
    case 'bind-password':
      return 'passwordFile: /etc/isthmus/carrier.secret';
    case 'bind-system-id':
      return 'systemId: the account that the carrier gave you';
    case 'bind-system-type':
      return 'systemType: the one that the carrier gave you';
    case 'bind-kind':
      return carrier.bind === 'pair' ? 'bind: transceiver' : 'bind: pair';
    case 'bind-taken':
      return 'binds: 1';
    case 'bind-refused':
      return `bind: ${carrier.bind}\nbinds: 1`;
    default:
      return `host: ${carrier.host}\nport: ${carrier.port}`;
  }
}
