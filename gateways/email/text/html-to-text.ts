import { BLOCKS, SPACED } from './html-elements.js';
import { isHidden, isTrackingPixel } from './html-hidden.js';
import { markOf } from './html-marks.js';
import { type Attributes, HTML_LIMITS, type HtmlHandler, type HtmlLimits, readHtml } from './html-reader.js';
import { type LaidOut, type LineMark, type Place, TextLayout } from './text-layout.js';

/** How a text is made of HTML. */
export interface HtmlTextOptions {
  /** Emphasis becomes message styling (XEP-0393). */
  readonly styled?: boolean;
  /** The name to show for an image of the mail itself, by its Content-ID without `<>`. */
  readonly imageName?: (contentId: string) => string | undefined;
  readonly limits?: HtmlLimits;
  /** UTF-16 units of the text. */
  readonly output?: number;
}

/** UTF-16 units of a text at most, when nothing else is asked for. */
export const MOST_TEXT = 512 * 1024;
/** Units of an address behind a link. */
const MOST_OF_A_LINK = 2000;
/** Units of what stands for an image. */
const MOST_OF_AN_ALT = 200;
/** Units of a label within which it may be the address itself. */
const MOST_OF_A_LABEL = 4000;
const WANTED: ReadonlySet<string> = new Set(
  'alt class height hidden href id src start style title type width'.split(' '),
);
const STYLES: ReadonlyMap<string, string> = new Map([
  ['b', '*'],
  ['strong', '*'],
  ['i', '_'],
  ['em', '_'],
  ['s', '~'],
  ['strike', '~'],
  ['del', '~'],
  ['code', '`'],
  ['tt', '`'],
  ['kbd', '`'],
]);
const BLANKS = /\s+/gu;
const LETTERS = /[\p{L}\p{N}]/u;

/** The text of an HTML document, as people would read it aloud. Never throws; time grows with the length only. */
export function htmlToText(html: string, options: HtmlTextOptions = {}): LaidOut {
  const layout = new TextLayout(options.output ?? MOST_TEXT);
  const end = readHtml(html, WANTED, new Renderer(layout, options), options.limits ?? HTML_LIMITS);
  const laidOut = layout.finish();
  return end === 'cut' ? { ...laidOut, cut: true } : laidOut;
}

interface List {
  /** Number of the next item; undefined where items have none. */
  next: number | undefined;
}

interface Link {
  readonly url: string;
  readonly place: Place;
  /** An image without words is all that it may have. */
  image: boolean;
}

interface Open {
  readonly name: string;
  readonly mark: LineMark | undefined;
  readonly span: { readonly place: Place; readonly style: string } | undefined;
}

class Renderer implements HtmlHandler {
  readonly #layout: TextLayout;
  readonly #styled: boolean;
  readonly #imageName: (contentId: string) => string | undefined;
  readonly #open: Open[] = [];
  readonly #lists: List[] = [];
  /** Styles that are on: one within the same adds nothing. */
  readonly #styles = new Set<string>();
  #link: Link | undefined;

  constructor(layout: TextLayout, { styled = false, imageName = () => undefined }: HtmlTextOptions) {
    this.#layout = layout;
    this.#styled = styled;
    this.#imageName = imageName;
  }

  open(name: string, attributes: Attributes): 'skip' | undefined {
    if (this.#layout.full || isHidden(name, attributes)) return 'skip';
    const mark = markOf(name, attributes);
    if (mark !== undefined) this.#layout.mark(mark);
    if (BLOCKS.has(name)) this.#openBlock(name, attributes);
    else this.#openInline(name, attributes);
    this.#open.push({ name, mark, span: this.#openSpan(name) });
    return undefined;
  }

  close(name: string): void {
    const { mark, span } = this.#open.pop() ?? {};
    if (span !== undefined) {
      this.#styles.delete(span.style);
      this.#layout.closeSpan(span.place, span.style);
    }
    if (name === 'a') this.#closeLink();
    if (BLOCKS.has(name)) this.#closeBlock(name);
    if (mark === 'signature') this.#layout.mark('text');
  }

  text(data: string): void {
    this.#layout.text(data);
  }

  #openBlock(name: string, attributes: Attributes): void {
    const layout = this.#layout;
    switch (name) {
      case 'td':
      case 'th':
        layout.separate();
        return;
      case 'blockquote':
        layout.quote(1);
        return;
      case 'hr':
        layout.breakBlock(false);
        layout.text('---');
        layout.breakBlock(false);
        return;
      case 'li':
        layout.breakBlock(false);
        layout.bullet(bulletOf(this.#lists.at(-1)));
        return;
      case 'ul':
      case 'ol':
      case 'dir':
      case 'menu':
        layout.breakBlock(this.#lists.length === 0);
        layout.indent(1);
        this.#lists.push({ next: name === 'ol' ? startOf(attributes) : undefined });
        return;
      case 'dd':
        layout.breakBlock(false);
        layout.indent(1);
        return;
      default:
        layout.breakBlock(SPACED.has(name));
        if (name === 'pre' || name === 'xmp') layout.preformatted(1);
    }
  }

  #closeBlock(name: string): void {
    const layout = this.#layout;
    switch (name) {
      case 'td':
      case 'th':
      case 'hr':
        return;
      case 'blockquote':
        layout.quote(-1);
        return;
      case 'li':
        layout.endItem();
        return;
      case 'ul':
      case 'ol':
      case 'dir':
      case 'menu':
        layout.breakBlock(this.#lists.length === 1);
        layout.indent(-1);
        this.#lists.pop();
        return;
      case 'dd':
        layout.breakBlock(false);
        layout.indent(-1);
        return;
      default:
        if (name === 'pre' || name === 'xmp') layout.preformatted(-1);
        layout.breakBlock(SPACED.has(name));
    }
  }

  #openInline(name: string, attributes: Attributes): void {
    switch (name) {
      case 'br':
        this.#layout.breakLine();
        return;
      case 'img':
        this.#image(attributes);
        return;
      case 'a': {
        const url = linkOf(attributes.get('href'));
        this.#link = url === undefined ? undefined : { url, place: this.#layout.place(), image: false };
        return;
      }
      case 'q':
        this.#layout.text('"');
        return;
      default:
    }
  }

  #openSpan(name: string): Open['span'] {
    const style = this.#styled ? STYLES.get(name) : undefined;
    if (style === undefined || this.#styles.has(style) || this.#styles.has('`')) return undefined;
    const place = this.#layout.openSpan();
    if (place === undefined) return undefined;
    this.#styles.add(style);
    return { place, style };
  }

  #closeLink(): void {
    const link = this.#link;
    this.#link = undefined;
    if (link === undefined) return;
    const label = this.#layout.since(link.place);
    // An empty link is an anchor, or one around what is not shown.
    if (label === '' && !link.image) return;
    if (label !== undefined && label.length <= MOST_OF_A_LABEL && isSame(label, link.url)) return;
    this.#layout.piece(`[${link.url.replace(/^mailto:/i, '')}]`);
  }

  #image(attributes: Attributes): void {
    if (isTrackingPixel(attributes)) return;
    const source = attributes.get('src')?.trim() ?? '';
    if (this.#link !== undefined) this.#link.image = true;
    const alt = (attributes.get('alt') ?? '').slice(0, MOST_OF_AN_ALT).replace(BLANKS, ' ').trim();
    // A picture of an emoji is that emoji.
    if (alt !== '' && !LETTERS.test(alt)) {
      this.#layout.text(alt);
      return;
    }
    const name = /^cid:/i.test(source) ? this.#imageName(source.slice(4)) : undefined;
    const label = alt !== '' ? alt : (name ?? '');
    if (label !== '') this.#layout.text(`[${label}]`);
  }
}

function bulletOf(list: List | undefined): string {
  if (list?.next === undefined) return '- ';
  const number = list.next;
  list.next += 1;
  return `${number}. `;
}

function startOf(attributes: Attributes): number {
  const start = /^\s*(-?\d{1,6})\s*$/.exec(attributes.get('start') ?? '');
  return start === null ? 1 : Number(start[1]);
}

/** What a link leads to, when people can go there from a chat; addresses within the mail and scripts are none. */
function linkOf(href: string | undefined): string | undefined {
  if (href === undefined) return undefined;
  const url = href.slice(0, MOST_OF_A_LINK + 1).replace(BLANKS, '');
  if (url.length > MOST_OF_A_LINK) return undefined;
  return /^(?:https?:\/\/|mailto:|tel:|xmpp:|ftp:\/\/|sips?:|geo:)./i.test(url) ? url : undefined;
}

/** Whether a label is the address that it links to, near enough. */
function isSame(label: string, url: string): boolean {
  const bare = (text: string) =>
    text
      .toLowerCase()
      .replace(/^(?:https?:\/\/|mailto:|tel:|xmpp:)/, '')
      .replace(/^www\./, '')
      .replace(/\/$/, '');
  return bare(label) === bare(url);
}
