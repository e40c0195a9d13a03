import { refusedLines } from './files.js';
import { LAYOUTS } from './layouts.js';
import { parsedTemplate } from './parsed-templates.js';
import { cleanLine } from './plain-text.js';
import type { RenderSettings } from './settings.js';
import { tailOf, withTail } from './tail.js';
import { renderTemplate } from './template/render-template.js';
import { templateData } from './template-data.js';
import { testWord } from './test-mark.js';
import type { GroupView, IrcRendering } from './view.js';

/** Octets of a line: with the prefix that the server puts before it this stays within the 512 of RFC 2812 2.3. */
const LONGEST = 400;

/** Files that do not go along: so many are named, in so many letters each. */
const MOST_REFUSED = 2;
const LONGEST_REFUSED = 60;

/** A group as a line of IRC. */
export function renderIrc(view: GroupView, settings: RenderSettings): IrcRendering {
  const { words, reader, parts } = settings;
  const data = templateData(view, words, reader, parts?.title);
  const template = parsedTemplate(parts?.irc ?? LAYOUTS.irc);
  const said = cleanLine(renderTemplate(template, data, { most: 2 * LONGEST, zone: reader.zone ?? 'UTC' }));
  // Lines have no threads: by the code in front one sees which of them are about the same.
  const mark = view.test ? `[${testWord(view, words)}] ` : '';
  const front = data.id === undefined || said.includes(data.id) ? mark : `${mark}[${data.id}] `;
  const refused = refusedLines(view, words)
    .slice(0, MOST_REFUSED)
    .map((one) => `[${one.slice(0, LONGEST_REFUSED).toWellFormed()}]`);
  const tailFor = (line: string) => {
    const { link = '', how = '' } = tailOf('irc', data, line, settings);
    return cleanLine([...refused, link, how === '' || data.next === 'code-tail' ? '' : `[${how}]`].join(' '));
  };
  const fits = (line: string) => Buffer.byteLength(`${front}${line}`) <= LONGEST;
  return { command: 'NOTICE', text: `${front}${withTail(said, tailFor, { between: ' ', ellipsis: '…', fits })}` };
}
