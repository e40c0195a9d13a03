import type { Gateway } from '../gateway.js';
import type { SmsConfig } from './config.js';

const HOUR_MS = 3_600_000;
/** What a question to a phone is kept for beyond its time; see `Replies`. */
const SLACK_HOURS = 24;

/** What happens to texts on their way to the carriers, and beyond them (XEP-0504). */
export function smsPolicy({ carriers, numbers }: SmsConfig): NonNullable<Gateway['dataPolicy']> {
  const encrypted = carriers.every(({ tls }) => tls !== undefined);
  return {
    own: {
      transmission: encrypted ? 'encrypted' : 'plain',
      ...(encrypted ? { algorithm: 'TLS' } : {}),
      // A text that waits for the phone to say whom it means is what is kept longest.
      retention: Math.ceil(numbers.questionTtl / HOUR_MS) + SLACK_HOURS,
    },
    network: { retention: 'unknown', extraInfo: { key: 'sms.policy' } },
  };
}
