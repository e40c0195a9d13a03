import { parsedTemplate } from './parsed-templates.js';
import type { RenderSettings } from './settings.js';
import { cutToFit } from './shorten.js';
import { renderTemplate } from './template/render-template.js';
import type { TemplateData } from './template-data.js';

/** What stands behind a message and is never cut off: the page that tells more, and what the reader can do. */
interface Tail {
  readonly link?: string;
  readonly how?: string;
}

/** How a body and its tail are put together. */
interface TailFit {
  readonly between: string;
  /** Stands where the body is cut. */
  readonly ellipsis: string;
  /** Whether a whole message is short enough. */
  readonly fits: (whole: string) => boolean;
}

/** The tail of a message, without what its text says already. */
export function tailOf(
  medium: 'chat' | 'mail' | 'sms' | 'irc',
  data: TemplateData,
  body: string,
  { words }: RenderSettings,
): Tail {
  const { link, id, next } = data;
  // A short line has no room for codes of many.
  const short = (medium === 'sms' || medium === 'irc') && next === 'each-tail';
  const isMissing = !short && next !== undefined && (id === undefined || !says(body, id));
  return {
    ...(link !== undefined && !says(body, link) ? { link } : {}),
    ...(isMissing ? { how: renderTemplate(parsedTemplate(words(`alerts.render.${medium}.${next}`)), data) } : {}),
  };
}

/** What may stand before and behind a code or an address that is whole. */
const BEFORE = /(?:^|[^\p{L}\p{N}])$/u;
const BEHIND = /^(?:$|[\s<>"'”»()[\]{},;|*_~`]|[.:!?](?:$|\s))/u;

/** Whether a text says a code or an address, and not only something longer that begins or ends like it. */
function says(body: string, part: string): boolean {
  for (let at = body.indexOf(part); at !== -1; at = body.indexOf(part, at + 1)) {
    const end = at + part.length;
    if (BEFORE.test(body.slice(Math.max(0, at - 2), at)) && BEHIND.test(body.slice(end, end + 2))) return true;
  }
  return false;
}

/**
 * A body and a tail behind it. Where both do not fit the body is cut, and then the tail is that of a body which says
 * nothing, since what it said may be cut off. The tail is there also where it does not fit alone.
 */
export function withTail(
  body: string,
  tailFor: (body: string) => string,
  { between, ellipsis, fits }: TailFit,
): string {
  const join = (begin: string, tail: string) => [begin, tail].filter((part) => part !== '').join(between);
  const whole = join(body, tailFor(body));
  if (fits(whole)) return whole;
  const tail = tailFor('');
  return join(
    cutToFit(body, ellipsis, (begin) => fits(join(begin, tail))),
    tail,
  );
}
