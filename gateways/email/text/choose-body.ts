import { legalText } from '../mime/legal-text.js';
import type { BodySource, ChooseText, ChosenBody, PlainPart } from './body.js';
import { unflow } from './flowed.js';
import { htmlToText, MOST_TEXT } from './html-to-text.js';
import { stripQuotes } from './quotes.js';
import { isStub } from './stubs.js';
import type { LineMark } from './text-layout.js';

/** Units of the whole text that is kept beside a `body` that was cut. */
const MOST_FULL = 4 * MOST_TEXT;
/** A plain form with fewer words than this share of those in the HTML form stands in for it only. */
const LEAST_SHARE = 0.25;
/** Letters and digits from which on a plain form is one in its own right. */
const ENOUGH = 4000;
/** Units that are compared. */
const COMPARED = 64 * 1024;
const ADDRESS = /\b[a-z]{2,10}:\/\/\S+/gi;
const NO_WORD = /[^\p{L}\p{N}]+/gu;
const DOCUMENT = /^\s*<(?:!doctype html|html|head|body)[\s>]/i;

/** One form of the text, by lines. */
interface Form {
  readonly kind: 'plain' | 'html';
  readonly lines: readonly string[];
  readonly marks?: ReadonlyMap<number, LineMark>;
  readonly cut: boolean;
  readonly styled: boolean;
}

/**
 * The text of a mail: its plain form, as the sender's program meant it, unless that is empty, only points to the other one,
 * or has far fewer words. Quotations and signatures are taken off (`stripQuotes`).
 */
export const chooseBody: ChooseText = (source) => {
  const form = chosenForm(source);
  if (form === undefined) return { body: '', kind: 'none' };
  const whole = trimmed(form.lines);
  const stripped =
    source.strip === false
      ? { body: whole, cut: false }
      : stripQuotes(form.lines, {
          subject: source.subject,
          onlyMarked: form.kind === 'html',
          ...(form.marks && { marks: form.marks }),
        });
  return bounded(form, whole, stripped);
};

function bounded(form: Form, whole: string, stripped: { body: string; cut: boolean; quote?: string }): ChosenBody {
  const body = beginning(stripped.body, MOST_TEXT);
  const cut = stripped.cut || form.cut || body.length < stripped.body.length;
  return {
    body,
    kind: form.kind,
    ...(cut && { cut, full: beginning(whole, MOST_FULL) }),
    ...(form.styled && { styled: true }),
    ...(stripped.quote !== undefined && { quote: beginning(stripped.quote, MOST_TEXT) }),
  };
}

function chosenForm(source: BodySource): Form | undefined {
  const plain = joinedPlain(source.plain);
  // Some programs send HTML and say that it is plain.
  const html = source.html.length === 0 && DOCUMENT.test(plain.slice(0, 200)) ? [plain] : source.html;
  if (html.length === 0) return hasText(plain) ? plainForm(plain) : undefined;
  const plainWords = html[0] === plain ? 0 : words(plain);
  if (plainWords >= ENOUGH && !isStub(plain)) return plainForm(plain);
  const rendered = htmlForm(html, source);
  const htmlText = rendered.lines.join('\n').slice(0, COMPARED);
  if (plainWords === 0) return hasText(htmlText) ? rendered : hasText(plain) ? plainForm(plain) : undefined;
  const htmlWords = words(htmlText);
  const standsIn = isStub(plain) ? htmlWords > 0 && !isStub(htmlText) : plainWords < htmlWords * LEAST_SHARE;
  return standsIn ? rendered : plainForm(plain);
}

function joinedPlain(parts: readonly PlainPart[]): string {
  const texts = parts.map(({ text, flowed }) => {
    const legal = legalText(text);
    return flowed === undefined ? legal : unflow(legal, flowed.delSp);
  });
  // The parts were written apart; a line that ends one must not run into the next.
  return texts.length === 1 ? (texts[0] ?? '') : texts.map((text) => text.replace(/\n$/, '')).join('\n\n');
}

const plainForm = (text: string): Form => ({ kind: 'plain', lines: text.split('\n'), cut: false, styled: false });

function htmlForm(parts: readonly string[], { styled = false, imageName }: BodySource): Form {
  const laidOut = htmlToText(parts.join('\n<hr>\n'), { styled, ...(imageName && { imageName }) });
  return { kind: 'html', ...laidOut, lines: laidOut.lines.map(legalText) };
}

/** How many letters and digits a text has, those of addresses apart. */
function words(text: string): number {
  return text.slice(0, COMPARED).replace(ADDRESS, ' ').replace(NO_WORD, '').length;
}

const hasText = (text: string): boolean => text.trim() !== '';

/** The lines as one text, without blank ones at its ends. */
function trimmed(lines: readonly string[]): string {
  let start = 0;
  while (start < lines.length && lines[start]?.trim() === '') start += 1;
  return lines.slice(start).join('\n').trimEnd();
}

function beginning(text: string, units: number): string {
  return text.length <= units ? text : `${text.slice(0, units - 1).toWellFormed()}…`;
}
