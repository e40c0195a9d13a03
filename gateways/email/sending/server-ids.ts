import { isMessageId } from '../compose/fields.js';

/**
 * A Message-ID in the text of a reply, as the servers of Microsoft write it: `OK <...@...outlook.com> [Hostname=...]`. What others write
 * in brackets may be a name of their queue.
 */
const MICROSOFT = /\[(?:InternalId|Hostname)=/i;
const IN_BRACKETS = /<([^<>\s]{3,250}@[^<>\s]{1,250})>/;
/** The id alone, as Amazon SES writes it; it makes a Message-ID at its own domain. */
const SES = /^(?:2\.\d\.\d )?ok\s+([0-9a-f]{16}-[0-9a-f-]{20,60})\s*$/i;
const AT_SES = '@email.amazonses.com';
const LONGEST = 512;

/**
 * The Message-ID that a server gave a mail in place of ours, by the text of its last reply; undefined: it says of none, or of ours.
 *
 * @param ours without angle brackets.
 */
export function givenMessageId(text: string | undefined, ours: string): string | undefined {
  const said = (text ?? '').slice(0, LONGEST).trim();
  const ses = SES.exec(said)?.[1];
  const bracketed = MICROSOFT.test(said) ? IN_BRACKETS.exec(said)?.[1] : undefined;
  const given = ses === undefined ? bracketed : `${ses}${AT_SES}`;
  return given === undefined || given === ours || !isMessageId(given) ? undefined : given;
}
