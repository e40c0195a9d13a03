/** Elements without content (HTML Living Standard 13.1.2). */
export const VOID: ReadonlySet<string> = new Set(
  'area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr'.split(' '),
);

/** Elements whose content is no text for people to read. */
export const DROPPED: ReadonlySet<string> = new Set(
  (
    'applet audio base canvas datalist embed head iframe link map math meta noembed noframes noscript object script ' +
    'select style svg template textarea title video'
  ).split(' '),
);

/** Elements whose content the tokenizer reads as one text up to their end tag. They hold no others, so they never nest. */
export const RAW: ReadonlySet<string> = new Set(
  'iframe noembed noframes noscript plaintext script style textarea title xmp'.split(' '),
);

/** Elements that begin and end a line of their own. */
export const BLOCKS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre search section summary table tbody ' +
    'td tfoot th thead tr ul xmp'
  ).split(' '),
);

/** Blocks with a blank line before and behind. */
export const SPACED: ReadonlySet<string> = new Set('blockquote dl h1 h2 h3 h4 h5 h6 ol p pre table ul xmp'.split(' '));

const P: ReadonlySet<string> = new Set(['p']);
const CELLS: ReadonlySet<string> = new Set(['td', 'th', 'p']);
const ROWS: ReadonlySet<string> = new Set(['td', 'th', 'p', 'tr']);
const SECTIONS: ReadonlySet<string> = new Set(['td', 'th', 'p', 'tr', 'thead', 'tbody', 'tfoot']);
const TERMS: ReadonlySet<string> = new Set(['dd', 'dt', 'p']);

const IMPLIED: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...[...BLOCKS].map((name): [string, ReadonlySet<string>] => [name, P]),
  ['a', new Set(['a'])],
  ['li', new Set(['li', 'p'])],
  ['td', CELLS],
  ['th', CELLS],
  ['tr', ROWS],
  ['thead', SECTIONS],
  ['tbody', SECTIONS],
  ['tfoot', SECTIONS],
  ['dd', TERMS],
  ['dt', TERMS],
]);

/** The innermost open elements that end where an element of this name begins, since their end tags may be left out. */
export function impliedEnds(name: string): ReadonlySet<string> | undefined {
  return IMPLIED.get(name);
}
