import { DROPPED } from './html-elements.js';
import type { Attributes } from './html-reader.js';

/** Units of a style that are looked at. */
const MOST_OF_A_STYLE = 2048;
const BLANKS = /\s+/g;
/** Declarations, without white space and in lower case, that keep an element from being seen: as senders hide preheaders. */
const HIDING = [
  'display:none',
  'visibility:hidden',
  'mso-hide:all',
  'font-size:0;',
  'font-size:0px',
  'font-size:0pt',
  'max-height:0;',
  'max-height:0px',
  'opacity:0;',
  'opacity:0.0;',
];
/** Units of an image's side up to which it only tells the sender that the mail was opened. */
const TINY = 2;

/** Whether an element and all that is in it is not for the eyes of the reader. */
export function isHidden(name: string, attributes: Attributes): boolean {
  if (DROPPED.has(name)) return true;
  if (attributes.size === 0) return false;
  if (attributes.has('hidden')) return true;
  const declarations = declarationsOf(attributes);
  return declarations !== '' && HIDING.some((hiding) => declarations.includes(`;${hiding}`));
}

/** Whether an image is there to count its readers, or to hold a place in the layout. */
export function isTrackingPixel(attributes: Attributes): boolean {
  if (isTiny(attributes.get('width')) || isTiny(attributes.get('height'))) return true;
  const declarations = declarationsOf(attributes);
  return ['width', 'height'].some((side) => {
    const at = declarations.indexOf(`;${side}:`);
    return at !== -1 && isTiny(declarations.slice(at + side.length + 2, at + side.length + 8));
  });
}

function isTiny(length: string | undefined): boolean {
  if (length === undefined) return false;
  const [, digits = '', unit = ''] = /^\s*(\d{1,5})\s*(px|pt|;|$)?/i.exec(length) ?? [];
  return digits !== '' && Number(digits) <= TINY && (unit !== '' || length.trim() === digits);
}

/** The style as `;name:value;name:value;`. */
function declarationsOf(attributes: Attributes): string {
  const style = attributes.get('style');
  if (style === undefined) return '';
  return `;${style.slice(0, MOST_OF_A_STYLE).replace(BLANKS, '').toLowerCase().replaceAll('!important', '')};`;
}
