import type { Attributes } from './html-reader.js';
import type { LineMark } from './text-layout.js';

/** Classes and ids by which mail programs mark what they add to a mail, in lower case. */
const MARKS: ReadonlyMap<string, LineMark> = new Map<string, LineMark>([
  // Gmail, Thunderbird, Yahoo, AOL, Proton, Tuta, Zimbra, GMX, Zoho, Front, Superhuman, Spark, Mailbird, FastMail
  ['gmail_quote', 'quote'],
  ['gmail_extra', 'quote'],
  ['gmail_attr', 'quote'],
  ['moz-cite-prefix', 'quote'],
  ['yahoo_quoted', 'quote'],
  ['yahoo_quoted_begin', 'quote'],
  ['aolreplyquote', 'quote'],
  ['protonmail_quote', 'quote'],
  ['tutanota_quote', 'quote'],
  ['zmail_extra', 'quote'],
  ['front-blockquote', 'quote'],
  ['superhuman-quote', 'quote'],
  ['sh-quoted-content', 'quote'],
  ['spark_quote', 'quote'],
  ['cm_quote', 'quote'],
  ['edo-quote', 'quote'],
  ['airmail_quote', 'quote'],
  ['freebirdquote', 'quote'],
  ['ms-outlook-mobile-reference-message', 'header'],
  // Outlook, its web and its mobile forms; Zimbra; Windows Live Mail
  ['divrplyfwdmsg', 'header'],
  ['outlookmessageheader', 'header'],
  ['appendonsend', 'header'],
  ['mail-editor-reference-message-container', 'header'],
  ['zwchr', 'header'],
  ['stopspelling', 'header'],
  ['replysplit', 'header'],
  ['isforwardcontent', 'header'],
  ['isreplycontent', 'header'],
  // Signatures
  ['gmail_signature', 'signature'],
  ['gmail_signature_prefix', 'signature'],
  ['moz-signature', 'signature'],
  ['signature', 'signature'],
  ['applemailsignature', 'signature'],
  ['ms-outlook-mobile-signature', 'signature'],
  ['protonmail_signature_block', 'signature'],
  ['protonmail_signature_block-user', 'signature'],
  ['yahoo_signature', 'signature'],
  ['zm_signature', 'signature'],
  ['sig_area', 'signature'],
]);
/** Units of a class that are looked at. */
const MOST_OF_A_CLASS = 512;
const BLANKS = /\s+/;

/** What an element says of the lines in it. */
export function markOf(name: string, attributes: Attributes): LineMark | undefined {
  if (attributes.size === 0) return undefined;
  if (name === 'blockquote' && attributes.get('type')?.trim().toLowerCase() === 'cite') return 'quote';
  for (const attribute of ['class', 'id']) {
    const value = attributes.get(attribute);
    if (value === undefined) continue;
    for (const word of value.slice(0, MOST_OF_A_CLASS).toLowerCase().split(BLANKS)) {
      // Programs that nest mails put a prefix before what was there.
      const mark = MARKS.get(word.startsWith('x_') ? word.slice(2) : word);
      if (mark !== undefined) return mark;
    }
  }
  return undefined;
}
