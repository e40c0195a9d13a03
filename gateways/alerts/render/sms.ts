import { filesOf } from './files.js';
import { LAYOUTS } from './layouts.js';
import { parsedTemplate } from './parsed-templates.js';
import { cleanLine } from './plain-text.js';
import type { RenderSettings } from './settings.js';
import { inGsmAlphabet, smsSegments } from './sms-length.js';
import { tailOf, withTail } from './tail.js';
import { renderTemplate } from './template/render-template.js';
import { templateData } from './template-data.js';
import { testWord } from './test-mark.js';
import type { GroupView, SmsCounter, SmsRendering } from './view.js';

/** Units of a body: more than the most messages that are ever used hold. */
const LONGEST_BODY = 1000;
/** Units that a text must have before its end is cut off; if it has less a second message is worth its price. */
const LEAST_BODY = 24;

interface SmsSettings extends RenderSettings {
  /** Messages that the text may take; the tail may take more by itself. Missing: 1. */
  readonly segments?: number;
  /** Counts messages as the network will; missing: by the default alphabet alone. */
  readonly count?: SmsCounter;
}

/** A group as a short message. Each message costs, so it is as short as can be, but its code and its link are whole. */
export function renderSms(view: GroupView, settings: SmsSettings): SmsRendering {
  const { words, reader, parts, segments = 1, count = smsSegments } = settings;
  const data = templateData(view, words, reader, parts?.title);
  const template = parsedTemplate(parts?.sms ?? LAYOUTS.sms);
  const mark = view.test ? `${testWord(view, words)}: ` : '';
  const body = inGsmAlphabet(
    mark + cleanLine(renderTemplate(template, data, { most: LONGEST_BODY, zone: reader.zone ?? 'UTC' })),
  );
  const file = filesOf(view).find(({ sms }) => sms)?.url ?? '';
  const tailFor = (said: string) => {
    const { link = '', how = '' } = tailOf('sms', data, said, settings);
    return inGsmAlphabet(cleanLine(`${file} ${link} ${how}`));
  };
  const textIn = (most: number) =>
    withTail(body, tailFor, { between: ' ', ellipsis: '...', fits: (whole) => count(whole) <= most });
  const tail = tailFor('');
  const least = Math.max(segments, count(tail));
  const shortest = textIn(least);
  const isEnough = shortest.length - tail.length >= Math.min(LEAST_BODY, body.length);
  const text = isEnough ? shortest : textIn(least + 1);
  return { text, segments: count(text) };
}
