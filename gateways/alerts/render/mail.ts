import { refusedLines } from './files.js';
import { LAYOUTS } from './layouts.js';
import { parsedTemplate } from './parsed-templates.js';
import { cleanLine, cleanText, escapeHtml } from './plain-text.js';
import type { RenderSettings } from './settings.js';
import { tailOf, withTail } from './tail.js';
import { renderTemplate } from './template/render-template.js';
import { type TemplateData, templateData } from './template-data.js';
import { testSentence, testWord } from './test-mark.js';
import type { GroupView, MailRendering } from './view.js';

/** UTF-16 units. */
const LONGEST_SUBJECT = 160;
const LONGEST_TEXT = 65_536;
const LONGEST_HTML = 262_144;

interface MailSettings extends RenderSettings {
  /** The domain in which lists of routes are named (RFC 2919 2); missing: no List-Id. */
  readonly listDomain?: string;
}

/** A group as a mail: its subject has the code, by which an answer is known whose references were lost. */
export function renderMail(view: GroupView, settings: MailSettings): MailRendering {
  const data = templateData(view, settings.words, settings.reader, settings.parts?.title);
  const mark = testSentence(view, settings.words);
  const word = testWord(view, settings.words);
  const refused = refusedLines(view, settings.words);
  const text = textOf(data, { mark, refused }, settings);
  const { listDomain } = settings;
  return {
    subject: subjectOf(data, word, settings),
    text,
    html: htmlOf(data, { text, mark, refused }, settings),
    ...(listDomain === undefined ? {} : { listId: listIdOf(view.route, listDomain) }),
  };
}

/** What stands around what the template says. */
interface Around {
  /** The whole mail as text. */
  readonly text: string;
  /** That it is a test. */
  readonly mark: string;
  /** Files that do not go along. */
  readonly refused: readonly string[];
}

function subjectOf(data: TemplateData, mark: string, { parts, reader }: RenderSettings): string {
  const template = parsedTemplate(parts?.subject ?? LAYOUTS.subject);
  const said = cleanLine(renderTemplate(template, data, { most: 2 * LONGEST_SUBJECT, zone: reader.zone ?? 'UTC' }));
  const body = mark === '' ? said : `[${mark}] ${said}`;
  const code = data.id === undefined ? '' : `[${data.id}]`;
  return withTail(body, () => code, {
    between: ' ',
    ellipsis: '…',
    fits: (whole) => whole.length <= LONGEST_SUBJECT,
  });
}

function textOf(data: TemplateData, { mark, refused }: Omit<Around, 'text'>, settings: RenderSettings): string {
  const { parts, reader } = settings;
  const template = parsedTemplate(parts?.mail ?? LAYOUTS.mail);
  const said = renderTemplate(template, data, {
    safe: cleanText,
    most: LONGEST_TEXT,
    zone: reader.zone ?? 'UTC',
  }).trim();
  const body = mark === '' ? said : `${mark}\n\n${said}`;
  const tailFor = (shown: string) => {
    const { link, how } = tailOf('mail', data, shown, settings);
    const take = data.ackUrl === undefined ? undefined : `${data.words.take}: ${data.ackUrl}`;
    return [...refused, take, how, link].filter((line) => line !== undefined).join('\n');
  };
  const fits = (whole: string) => whole.length < LONGEST_TEXT;
  return `${withTail(body, tailFor, { between: '\n\n', ellipsis: ' …', fits })}\n`;
}

function htmlOf(data: TemplateData, { text, mark, refused }: Around, settings: RenderSettings): string {
  const { parts, reader } = settings;
  const template = parsedTemplate(parts?.html ?? LAYOUTS.html);
  const zone = reader.zone ?? 'UTC';
  const body = renderTemplate(template, data, { safe: escapeHtml, most: LONGEST_HTML, zone });
  const { link, how } = tailOf('mail', data, '', settings);
  const { ackUrl } = data;
  const tail = [
    ...refused.map((line) => `<p>${escapeHtml(line)}</p>`),
    ackUrl === undefined
      ? ''
      : `<p><a href="${escapeHtml(ackUrl)}"><strong>${escapeHtml(data.words.take)}</strong></a></p>`,
    link === undefined ? '' : `<p><a href="${escapeHtml(link)}">${escapeHtml(data.words.details)}</a></p>`,
    how === undefined ? '' : `<p>${escapeHtml(how)}</p>`,
  ];
  // What was cut may have been cut within a tag: then the text says it all.
  const content =
    body.length < LONGEST_HTML
      ? [...(mark === '' ? [] : [`<p><strong>${escapeHtml(mark)}</strong></p>`]), body, ...tail].join('\n')
      : `<pre>${escapeHtml(text)}</pre>`;
  const language = reader.language === undefined ? '' : ` lang="${escapeHtml(reader.language)}"`;
  const head = `<meta charset="utf-8"><title>${escapeHtml(cleanLine(data.heading))}</title>`;
  return `<!DOCTYPE html>\n<html${language}><head>${head}</head>\n<body>\n<div style="font:14px sans-serif">\n${content}\n</div>\n</body></html>\n`;
}

/** `<ops.alerts.example.org>`: letters, digits and hyphens of the route's name, the others as hyphens. */
function listIdOf(route: string, domain: string): string {
  const label = route
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
  return `<${label === '' ? 'alerts' : label}.${domain}>`;
}
