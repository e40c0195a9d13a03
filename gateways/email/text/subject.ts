/** What programs put before the subject of an answer, in lower case. */
const REPLIES: ReadonlySet<string> = new Set([
  ...['re', 'aw', 'antw', 'antwort', 'sv', 'svar', 'vs', 'rv', 'res', 'resp', 'rsp', 'rif', 'r'],
  ...['odp', 'ynt'],
  ...['yan', 'cevap', 'vá', 'va', 'atb', 'ats', 'bls', 'reaktion', 'réf', 'réponse', 'rép'],
  ...['отв', 'ответ', 'на'],
  ...['відп', 'відповідь', 'απ', 'σχετ', 'נב', 'השב', 'תשובה', 'رد', 'پاسخ', 'ตอบ'],
  ...['ตอบกลับ', 'trả lời'],
  ...['sahut', 'balas', '回复', '回覆', '答复', '答覆', '回信', '返信', '回答', '답장', '회신', 're-re', 'rép.'],
]);

/** The same for forwarded mail. */
const FORWARDS: ReadonlySet<string> = new Set([
  ...['fw', 'fwd', 'wg', 'wtr', 'weitergeleitet', 'tr', 'rv', 'rif', 'enc', 'rnv', 'reenv', 'i'],
  ...['inoltra', 'inoltrato'],
  ...['doorst', 'dst', 'vb', 'vl', 'vs', 'ee', 'edasi', 'pd', 'fs', 'přep', 'přepos', 'pren', 'proslj'],
  ...['ilt', 'ytt'],
  ...['továbbítás', 'továbbítva', 'redir', 'rdr', 'пер', 'перес', 'пересл', 'переслано', 'fwd.', 'πρθ'],
  ...['προωθ', 'הועבר'],
  ...['إعادة توجيه', 'ارسال مجدد', 'ส่งต่อ', 'chuyển tiếp', 'trs', 'terusan', '转发', '轉寄', '轉發', '转', '転送'],
  ...['전달'],
]);
/** Codes that mean an answer in one language and a forwarded mail in another: taken for an answer, which loses nothing when wrong. */
const EITHER: ReadonlySet<string> = new Set(['vs', 'rif', 'r', 'на', 'fs', 'va']);

/** Prefixes that are taken off one subject. */
const MOST_PREFIXES = 30;
const LONGEST_PREFIX = 16;
const COUNTER = /(?:\[\d{1,4}\]|\(\d{1,4}\)|\^\d{1,4}|\*\d{1,4}|\d{1,2})$/;
/** Units of a subject that are read. */
const LONGEST = 2000;
const BLANKS = /\s+/gu;
const LIST_TAG = /^\[([^[\]]{1,60})\]\s*/;

type Prefix = 'reply' | 'forward';

/** A subject without what programs put before it. */
interface Subject {
  /** For people: what the conversation is about, in one line. */
  readonly base: string;
  /** The outermost prefix that there was. */
  readonly prefix?: Prefix;
  /** The tag of a mailing list, such as `dev` of `[dev] Meeting`. */
  readonly tag?: string;
}

/** Reads a subject: prefixes in many languages, counted or stacked, before and behind the tag of a list. */
export function readSubject(subject: string): Subject {
  let rest = subject.slice(0, LONGEST).replace(BLANKS, ' ').trim();
  let prefix: Prefix | undefined;
  let tag: string | undefined;
  for (let count = 0; count < MOST_PREFIXES; count += 1) {
    const found = prefixOf(rest);
    if (found !== undefined) {
      prefix ??= found.kind;
      rest = rest.slice(found.length).trimStart();
      continue;
    }
    const [whole, name] = tag === undefined ? (LIST_TAG.exec(rest) ?? []) : [];
    if (whole === undefined || name === undefined || whole.length === rest.length) break;
    tag = name;
    rest = rest.slice(whole.length);
  }
  return { base: rest, ...(prefix && { prefix }), ...(tag !== undefined && { tag }) };
}

/** What makes two subjects the same: without prefixes, tag, case and punctuation at the ends. For comparison only. */
export function subjectKey(subject: string): string {
  return readSubject(subject).base.normalize('NFKC').toLowerCase().replace(BLANKS, ' ').trim();
}

/** The subject of an answer: with one `Re: ` (RFC 5322 3.6.5), and the tag where the list has one. */
export function replySubject(subject: string): string {
  const { base, tag } = readSubject(subject);
  if (base === '' && tag === undefined) return 'Re:';
  return `Re: ${tag === undefined ? '' : `[${tag}] `}${base}`.trimEnd();
}

/** The subject of a mail that is forwarded. */
export function forwardSubject(subject: string): string {
  return `Fwd: ${readSubject(subject).base}`.trimEnd();
}

/** Whether a subject says that the mail was forwarded and not answered since. */
export function isForwardSubject(subject: string | undefined): boolean {
  return subject !== undefined && readSubject(subject).prefix === 'forward';
}

function prefixOf(subject: string): { readonly kind: Prefix; readonly length: number } | undefined {
  const head = subject.slice(0, LONGEST_PREFIX + 1);
  const at = head.search(/[:：]/);
  if (at < 1) return undefined;
  const word = head.slice(0, at).trim().replace(COUNTER, '').trim().toLowerCase();
  const kind = kindOf(word);
  return kind === undefined ? undefined : { kind, length: at + 1 };
}

function kindOf(word: string): Prefix | undefined {
  if (FORWARDS.has(word) && !EITHER.has(word)) return 'forward';
  return REPLIES.has(word) || FORWARDS.has(word) ? 'reply' : undefined;
}
