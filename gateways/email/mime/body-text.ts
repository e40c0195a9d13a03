import type { BodySource, ChooseText, ChosenBody, PlainPart } from '../text/body.js';
import type { BodySection } from './body-parts.js';
import { withoutLegacyDisplay } from './header-protection.js';
import type { Part } from './part.js';
import { cleartext } from './protection.js';

const NO_TEXT: ChosenBody = { body: '', kind: 'none' };

/** The text of a mail out of its sections, in their order. */
export function bodyText(
  sections: readonly BodySection[],
  subject: string | undefined,
  choose: ChooseText,
): ChosenBody {
  const [first] = sections;
  if (first === undefined) return NO_TEXT;
  if (sections.length === 1 || haveOneForm(sections)) return choose(source(sections, subject));
  // Here a place has only plain text, there another has only HTML: no one form tells all.
  return joined(sections.map((section) => choose(source([section], subject))));
}

/** The HTML of a mail, undefined where it has none. */
export function bodyHtml(sections: readonly BodySection[]): string | undefined {
  const parts = sections.flatMap((section) => section.html);
  return parts.length === 0 ? undefined : parts.map(textOf).join('\n');
}

function haveOneForm(sections: readonly BodySection[]): boolean {
  return (
    sections.every((section) => section.plain.length > 0 && section.html.length === 0) ||
    sections.every((section) => section.html.length > 0 && section.plain.length === 0)
  );
}

function source(sections: readonly BodySection[], subject: string | undefined): BodySource {
  return {
    plain: sections.flatMap((section) => section.plain.map(plainPart)),
    html: sections.flatMap((section) => section.html.map(textOf)),
    ...(subject === undefined ? {} : { subject }),
  };
}

function plainPart(part: Part): PlainPart {
  const text = cleartext(textOf(part));
  if (part.params.format?.toLowerCase() !== 'flowed') return { text };
  return { text, flowed: { delSp: part.params.delsp?.toLowerCase() === 'yes' } };
}

function textOf(part: Part): string {
  return withoutLegacyDisplay(part, part.text());
}

function joined(bodies: readonly ChosenBody[]): ChosenBody {
  const said = bodies.filter((body) => body.body !== '');
  const [first] = said;
  if (first === undefined || said.length === 1) return first ?? bodies.find((body) => body.cut) ?? NO_TEXT;
  const body = said.map((one) => one.body).join('\n\n');
  const kind = said.some((one) => one.kind === 'plain') ? 'plain' : first.kind;
  if (!bodies.some((one) => one.cut)) return { body, kind };
  const quote = bodies.find((one) => one.quote !== undefined)?.quote;
  const full = bodies.map((one) => one.full ?? one.body).join('\n\n');
  return { body, kind, cut: true, full, ...(quote === undefined ? {} : { quote }) };
}
