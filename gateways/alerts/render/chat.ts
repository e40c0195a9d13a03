import { refusedLines } from './files.js';
import { LAYOUTS } from './layouts.js';
import { parsedTemplate } from './parsed-templates.js';
import { cleanText } from './plain-text.js';
import type { RenderSettings } from './settings.js';
import { couldStyle } from './styling.js';
import { tailOf, withTail } from './tail.js';
import { renderTemplate } from './template/render-template.js';
import { templateData } from './template-data.js';
import { testSentence } from './test-mark.js';
import type { ChatRendering, GroupView } from './view.js';

/** UTF-16 units of a message: what more is there to say is at the link. */
const LONGEST = 4000;

/**
 * A group as a message of XMPP. Marks of the template are styling only while nothing that somebody else wrote could be
 * taken for it: else the whole message has none, and every text stands in it as it was written.
 */
export function renderChat(view: GroupView, settings: RenderSettings): ChatRendering {
  const { words, reader, parts } = settings;
  const data = templateData(view, words, reader, parts?.title);
  const template = parsedTemplate(parts?.chat ?? LAYOUTS.chat);
  let unstyled = false;
  const safe = (value: string) => {
    const text = cleanText(value);
    unstyled ||= couldStyle(text, template.literal);
    return text;
  };
  const zone = reader.zone ?? 'UTC';
  const said = renderTemplate(template, data, { safe, zone, most: LONGEST + 1 }).trim();
  const mark = testSentence(view, words);
  const body = mark === '' ? said : `${mark}\n${said}`;
  const refused = refusedLines(view, words).map(safe);
  const tailFor = (shown: string) => {
    const { link = '', how = '' } = tailOf('chat', data, shown, settings);
    return [...refused, safe(link), how].filter((line) => line !== '').join('\n');
  };
  const fits = (whole: string) => whole.length <= LONGEST;
  return { text: withTail(body, tailFor, { between: '\n', ellipsis: ' …', fits }), unstyled };
}
