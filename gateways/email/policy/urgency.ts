import type { Header } from '../../gateway.js';
import { fieldOf, type MailHead } from './mail.js';

/** How urgent its sender finds a mail, as XEP-0131 calls it. */
type Urgency = 'high' | 'low';

/** Fields that tell it, in the order in which they are believed: RFC 2156 5.3.6 (Importance, Priority), and customs. */
const FIELDS = ['importance', 'x-priority', 'priority', 'x-msmail-priority'];
const HIGH: ReadonlySet<string> = new Set(['high', 'highest', 'urgent', '1', '2']);
const LOW: ReadonlySet<string> = new Set(['low', 'lowest', 'non-urgent', '4', '5']);

/** Undefined: as any other. */
export function urgencyOf(mail: Pick<MailHead, 'headers'>): Urgency | undefined {
  for (const name of FIELDS) {
    // `1 (Highest)`: the number with its name.
    const word = /^[a-z0-9-]+/.exec((fieldOf(mail, name) ?? '').slice(0, 64).trim().toLowerCase())?.[0] ?? '';
    if (HIGH.has(word)) return 'high';
    if (LOW.has(word)) return 'low';
  }
  return undefined;
}

/** The fields by which a mail says what a message says by Urgency (XEP-0131 3.7); none for other headers. */
export function urgencyFields(
  headers: readonly Header[],
): readonly { readonly name: string; readonly value: string }[] {
  const value = headers
    .find(({ name }) => name.toLowerCase() === 'urgency')
    ?.value.trim()
    .toLowerCase();
  // X-Priority too: programs that know no Importance show that.
  if (value === 'high') return [importance('high'), { name: 'X-Priority', value: '1' }];
  return value === 'low' ? [importance('low'), { name: 'X-Priority', value: '5' }] : [];
}

const importance = (value: Urgency) => ({ name: 'Importance', value });
