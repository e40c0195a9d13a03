import { readSubject, replySubject, subjectKey } from '../text/subject.js';
import type { MailRecord } from './mail-records.js';

/** A message's subject, and what of its body is left. */
interface Said {
  readonly subject?: string;
  readonly body: string;
}

/** `Subject: x` as the first line, for clients that have no place for a subject; something must follow it. */
const SUBJECT_LINE = /^subject:[ \t]*(\S[^\n]{0,997})\n+(?=[^\n])/i;

/** Takes a subject out of the first line of a text whose message has none. */
export function withSubjectLine(body: string): Said {
  const found = SUBJECT_LINE.exec(body);
  const subject = found?.[1]?.trim();
  return found === null || subject === undefined ? { body } : { subject, body: body.slice(found[0].length) };
}

interface SubjectChoice {
  readonly subject: string;
  /** The mail that this one answers; undefined: it begins a conversation. */
  readonly parent?: MailRecord;
}

/**
 * The subject of a mail and what it answers. `said`: what the user wrote, if anything; `base`: the mail that it would answer;
 * `asked`: the user has chosen that mail. Another subject begins another conversation by mail, unless the mail was chosen.
 */
export function chooseSubject(
  said: string | undefined,
  base: MailRecord | undefined,
  asked: boolean,
  fallback: string,
): SubjectChoice {
  if (base === undefined) return { subject: said ?? fallback };
  // `[RESOLVED] Disk full` says something else than `[CRITICAL] Disk full`, and goes with it.
  if (said !== undefined && subjectKey(said) === subjectKey(base.subject) && hasOtherTag(said, base.subject)) {
    return { subject: said, parent: base };
  }
  if (said === undefined || subjectKey(said) === subjectKey(base.subject)) {
    return { subject: replySubject(base.subject), parent: base };
  }
  return asked ? { subject: said, parent: base } : { subject: said };
}

function hasOtherTag(said: string, before: string): boolean {
  const { tag } = readSubject(said);
  return tag !== undefined && tag.toLowerCase() !== readSubject(before).tag?.toLowerCase();
}
