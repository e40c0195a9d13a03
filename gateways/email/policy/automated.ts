import {
  AUTOMATIC_HEADERS,
  AUTOMATIC_LOCAL_PARTS,
  type AutomaticHeader,
  type AutomaticKind,
} from './automatic-headers.js';
import { fieldsOf, localPartOf, type MailHead } from './mail.js';
import { isVacationSubject } from './vacation-subjects.js';

export type { AutomaticKind } from './automatic-headers.js';

/** That a program sent a mail, and how it is known. */
interface Automated {
  readonly kind: AutomaticKind;
  /** What says so, for logs and tests: a header field, `return-path`, `sender` or `subject`. Holds nothing of the mail. */
  readonly by: string;
}

/** What a mail may be answered with by a program. */
interface Answers {
  /** A reply or notice of our own. */
  readonly reply: boolean;
  /** A disposition notification (RFC 8098 2.1 and 4). */
  readonly receipt: boolean;
}

type Seen = Pick<MailHead, 'headers' | 'from' | 'sender' | 'subject' | 'returnPath'>;

const tells = ({ kind }: AutomaticHeader): boolean => kind === 'report' || kind === 'reply';
const TELLING = AUTOMATIC_HEADERS.filter((rule) => tells(rule));
const OTHERS = AUTOMATIC_HEADERS.filter((rule) => !tells(rule));

/** Values beyond this are not looked at: what is meant stands at the beginning. */
const LONGEST = 256;

/**
 * Whether a program sent a mail; undefined: nothing says so. Such a mail is delivered as any other, and nothing of ours answers it
 * (RFC 3834 2): no notice, no receipt, no disposition notification.
 */
export function automated(mail: Seen): Automated | undefined {
  return (
    byHeaders(mail, TELLING) ??
    // A reply that only its subject tells of is rather that than mail of a list.
    (isVacationSubject(mail.subject ?? '') ? { kind: 'reply', by: 'subject' } : undefined) ??
    byHeaders(mail, OTHERS) ??
    (mail.returnPath === '' ? { kind: 'report', by: 'return-path' } : undefined) ??
    byAddress(mail.from[0]?.address, 'sender') ??
    byAddress(mail.sender?.address, 'sender') ??
    byAddress(mail.returnPath, 'return-path')
  );
}

/** What may answer a mail by itself. */
export function answersTo(mail: Seen): Answers {
  if (automated(mail) !== undefined) return { reply: false, receipt: false };
  const suppressed = fieldsOf(mail, 'x-auto-response-suppress').flatMap((value) => words(value));
  return { reply: true, receipt: !suppressed.some((word) => word === 'rn' || word === 'dr') };
}

/** Whether nobody reads what is sent to an address, as far as its name tells. */
export function isUnattended(address: string): boolean {
  const kind = kindOfAddress(address);
  return kind === 'generated' || kind === 'bulk' || kind === 'report';
}

function byHeaders(mail: Seen, rules: readonly AutomaticHeader[]): Automated | undefined {
  const rule = rules.find((one) => fieldsOf(mail, one.name).some((value) => says(one, value)));
  return rule === undefined ? undefined : { kind: rule.kind, by: rule.name };
}

function byAddress(address: string | undefined, by: string): Automated | undefined {
  const kind = kindOfAddress(address ?? '');
  return kind === undefined ? undefined : { kind, by };
}

function says({ name, values, except }: AutomaticHeader, value: string): boolean {
  const said = name === 'x-auto-response-suppress' ? words(value) : [wordOf(value)];
  if (values !== undefined) return said.some((word) => values.includes(word));
  return except === undefined || !said.some((word) => except.includes(word));
}

/** The first word of a value, without what follows it: parameters, comments. */
function wordOf(value: string): string {
  return /^[^\s;,(]*/.exec(value.slice(0, LONGEST).trim().toLowerCase())?.[0] ?? '';
}

function words(value: string): readonly string[] {
  return value
    .slice(0, LONGEST)
    .toLowerCase()
    .split(',')
    .map((word) => wordOf(word));
}

function kindOfAddress(address: string): AutomaticKind | undefined {
  if (address === '') return undefined;
  const local = localPartOf(address).slice(0, LONGEST).toLowerCase();
  const plain = local.replace(/[._-]/g, '');
  return AUTOMATIC_LOCAL_PARTS.find(
    ({ is, begins, ends }) =>
      (is !== undefined && is === plain) ||
      (begins !== undefined && local.startsWith(begins)) ||
      (ends !== undefined && local.endsWith(ends)),
  )?.kind;
}
