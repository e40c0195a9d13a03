import { VOID } from './html-elements.js';
import { type Attributes, HTML_LIMITS, type HtmlHandler, type HtmlLimits, readHtml } from './html-reader.js';

/** Elements that are kept. All others go, what is in them stays; except for those of `REMOVED`. */
const KEPT: ReadonlySet<string> = new Set(
  (
    'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn ' +
    'div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp ' +
    'rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'
  ).split(' '),
);
/** Elements that go with all that is in them. */
const REMOVED: ReadonlySet<string> = new Set(
  (
    'applet audio base button canvas datalist embed frame frameset head iframe input link map math meta noembed noframes ' +
    'noscript object option param plaintext portal script select style svg template textarea title video xmp'
  ).split(' '),
);
/** Attributes that are kept: none loads anything, runs anything, or names anything of the page. */
const ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    'abbr align alt bgcolor border cellpadding cellspacing color colspan datetime dir face height href lang reversed ' +
    'rowspan scope size span src start style title type valign width'
  ).split(' '),
);
/** Declarations that are kept: they change how the text looks, within its place. */
const DECLARATIONS: ReadonlySet<string> = new Set(
  (
    'background-color border border-bottom border-collapse border-color border-left border-radius border-right ' +
    'border-spacing border-style border-top border-width color direction font font-family font-size font-style ' +
    'font-variant font-weight height letter-spacing line-height list-style-type margin margin-bottom margin-left ' +
    'margin-right margin-top max-height max-width min-height min-width opacity padding padding-bottom padding-left padding-right ' +
    'padding-top table-layout text-align text-decoration text-indent text-transform unicode-bidi vertical-align white-space ' +
    'width word-break word-spacing display'
  ).split(' '),
);
/** A value without functions, escapes, strings and comments: nothing that could load or hide something. */
const PLAIN_VALUE = /^[a-z0-9 #.,%!+-]{1,200}$/i;
const COLOUR = /^(?:rgb|rgba|hsl|hsla)\([0-9., %/]{1,60}\)$/i;
/** Images that come within the page itself. */
const INLINE_IMAGE = /^data:image\/(?:png|gif|jpeg|webp);base64,[a-z0-9+/=\s]+$/i;
const LINK = /^(?:https?:\/\/|mailto:|tel:|xmpp:)/i;
const UNSEEN = /[\s\p{Cc}]+/gu;
/** Units of the result; what would be longer ends there. */
const MOST = 8 * 1024 * 1024;

/** What a browser is told in addition: it loads nothing, runs nothing, sends nothing (CSP 3). */
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; sandbox";

interface SafeHtmlOptions {
  /** Title of the page. */
  readonly title?: string;
  /** An image of the mail itself as a `data:` URL, by its Content-ID without `<>`. Images from elsewhere are never shown. */
  readonly image?: (contentId: string) => string | undefined;
  readonly limits?: HtmlLimits;
}

/**
 * An HTML document of a mail as a page that people can open: no scripts, no forms, nothing that is loaded from elsewhere and
 * so tells the sender that somebody reads. Links stay, and say nothing of where they were followed from. Built anew from
 * lists of what is allowed, so that what browsers may learn is not let through. Never throws.
 */
export function safeHtml(html: string, options: SafeHtmlOptions = {}): string {
  const body = safeContent(html, options);
  const title = options.title === undefined ? '' : `<title>${escapeHtml(options.title)}</title>`;
  return (
    '<!DOCTYPE html><html><head><meta charset="utf-8">' +
    `<meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">` +
    `<meta name="referrer" content="no-referrer">${title}</head><body>${body}</body></html>`
  );
}

/** What would stand in the body of such a page. */
export function safeContent(html: string, { image, limits }: Omit<SafeHtmlOptions, 'title'> = {}): string {
  const writer = new SafeWriter(image ?? (() => undefined));
  readHtml(html, ATTRIBUTES, writer, limits ?? HTML_LIMITS);
  return writer.html();
}

/** Characters that mean something in HTML as references; fit for text and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

class SafeWriter implements HtmlHandler {
  readonly #pieces: string[] = [];
  readonly #image: (contentId: string) => string | undefined;
  #length = 0;

  constructor(image: (contentId: string) => string | undefined) {
    this.#image = image;
  }

  html(): string {
    return this.#pieces.join('');
  }

  open(name: string, attributes: Attributes): 'skip' | undefined {
    if (REMOVED.has(name) || this.#length > MOST) return 'skip';
    if (!KEPT.has(name)) return undefined;
    let tag = `<${name}`;
    for (const [attribute, value] of attributes) {
      const safe = this.#valueOf(name, attribute, value);
      if (safe !== undefined) tag += ` ${attribute}="${escapeHtml(safe)}"`;
    }
    if (name === 'a') tag += ' rel="noopener noreferrer nofollow" target="_blank"';
    this.#write(`${tag}>`);
    return undefined;
  }

  close(name: string): void {
    if (KEPT.has(name) && !VOID.has(name)) this.#write(`</${name}>`);
  }

  text(data: string): void {
    if (this.#length <= MOST) this.#write(escapeHtml(data.replaceAll('\0', '')));
  }

  #valueOf(name: string, attribute: string, value: string): string | undefined {
    switch (attribute) {
      case 'href': {
        const url = value.replace(UNSEEN, '');
        return name === 'a' && LINK.test(url) ? url : undefined;
      }
      case 'src': {
        if (name !== 'img') return undefined;
        const url = /^cid:/i.test(value) ? (this.#image(value.slice(4)) ?? '') : value;
        return INLINE_IMAGE.test(url) ? url : undefined;
      }
      case 'style':
        return safeStyle(value);
      default:
        return value;
    }
  }

  #write(piece: string): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }
}

function safeStyle(style: string): string | undefined {
  const kept: string[] = [];
  for (const declaration of style.split(';')) {
    const at = declaration.indexOf(':');
    const name = declaration.slice(0, Math.max(at, 0)).trim().toLowerCase();
    const value = declaration.slice(at + 1).trim();
    if (!DECLARATIONS.has(name) || !(PLAIN_VALUE.test(value) || COLOUR.test(value))) continue;
    kept.push(`${name}:${value}`);
  }
  return kept.length === 0 ? undefined : kept.join(';');
}
