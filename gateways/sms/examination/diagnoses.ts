import type { Diagnoses } from '../../gateway.js';

/** What can be wrong between Isthmus and carriers. */
export const smsDiagnoses = {
  'carrier-unresolved': {
    severity: 'error',
    title: 'the host of the carrier has no address',
    why: 'Texts wait until the carrier can be reached, at most limits.messageTtl.',
  },
  'carrier-refused': {
    severity: 'error',
    title: 'nobody listens at the port of the carrier',
    why: 'Texts wait until the carrier can be reached. Many carriers let in only addresses that they were told of.',
  },
  'carrier-silent': {
    severity: 'error',
    title: 'the carrier does not answer',
    why: 'A firewall that drops packets, or a port where TLS is expected on one side only.',
  },
  'carrier-tls': {
    severity: 'error',
    title: 'the TLS of the carrier cannot be trusted',
    why: 'The password and all texts go over this connection.',
  },
  'carrier-not-smpp': {
    severity: 'error',
    title: 'something answers that is no SMPP server',
    why: 'The port belongs to something else, or speaks TLS.',
  },
  'carrier-plain': {
    severity: 'hint',
    title: 'the carrier is reached without TLS',
    why: 'Everybody on the way reads the password and all texts, unless a tunnel is between.',
  },
  'bind-password': {
    severity: 'error',
    title: 'the carrier refuses the password',
    why: 'Nothing goes out and no answer comes in without a bind. Some carriers lock an account after some tries.',
  },
  'bind-system-id': {
    severity: 'error',
    title: 'the carrier does not know the account',
    why: 'Nothing goes out and no answer comes in without a bind.',
  },
  'bind-system-type': {
    severity: 'error',
    title: 'the carrier wants another system_type',
    why: 'Nothing goes out and no answer comes in without a bind.',
  },
  'bind-kind': {
    severity: 'error',
    title: 'the carrier does not know this kind of bind',
    why: 'Older carriers want a transmitter and a receiver in place of a transceiver; some newer ones only that.',
  },
  'bind-taken': {
    severity: 'error',
    title: 'the account is bound already',
    why: 'Another program uses it, or the carrier has not noticed that an earlier connection is dead.',
  },
  'bind-refused': {
    severity: 'error',
    title: 'the carrier refuses the bind',
    why: 'Nothing goes out and no answer comes in without a bind.',
  },
  'binds-too-many': {
    severity: 'warning',
    title: 'the carrier allows fewer binds than the config asks for',
    why: 'The surplus ones are refused again and again, and some carriers lock accounts for it.',
  },
  'carrier-version': {
    severity: 'hint',
    title: 'the carrier speaks an older SMPP than is asked for',
    why: 'Optional parameters of a newer version (receipts, parts of long texts) may be missing or refused.',
  },
} as const satisfies Diagnoses;

/** What a refused bind is, by its command_status (SMPP 3.4 5.1.3). */
export const BY_STATUS: ReadonlyMap<number, keyof typeof smsDiagnoses> = new Map([
  [0x03, 'bind-kind'],
  [0x05, 'bind-taken'],
  [0x0e, 'bind-password'],
  [0x0f, 'bind-system-id'],
  [0x53, 'bind-system-type'],
]);
