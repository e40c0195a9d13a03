import { decodeText } from './charset.js';
import type { HeaderFields } from './header-fields.js';
import { type ParameterField, readParameterField } from './parameters.js';
import type { Disposition, Part } from './part.js';
import { decodeTransfer } from './transfer-encoding.js';

const OPAQUE_TYPE = 'application/octet-stream';
/** Where an HTML document may name its charset (HTML 13.2.3.2). */
const META_OCTETS = 1024;
const META_CHARSET = /<meta[^>]{0,200}charset\s{0,8}=\s{0,8}["']?([a-z0-9_:.-]{1,40})/i;

/** Where a part lies within the octets of a mail. */
interface PartPlace {
  readonly start: number;
  readonly bodyStart: number;
}

/** A part while it is found and afterwards. Its end is set last, by `close`. */
export class MailPart implements Part {
  readonly headers: HeaderFields;
  readonly type: string;
  readonly params: Readonly<Record<string, string>>;
  readonly disposition?: Disposition;
  readonly contentId?: string;
  readonly children: MailPart[] = [];
  readonly opaque: boolean;
  /** Content-Transfer-Encoding in small letters; empty where there is none. */
  readonly encoding: string;
  readonly place: PartPlace;
  readonly #mail: Buffer;
  #end: number;

  constructor(
    mail: Buffer,
    place: PartPlace,
    headers: HeaderFields,
    options: { readonly defaultType: string; readonly opaque?: boolean },
  ) {
    this.#mail = mail;
    this.#end = mail.length;
    this.place = place;
    this.headers = headers;
    this.opaque = options.opaque ?? false;
    const contentType = headers.raw('content-type');
    const field = contentType === undefined ? undefined : readParameterField(contentType);
    this.type = this.opaque ? OPAQUE_TYPE : mediaType(field, options.defaultType);
    this.params = field?.params ?? {};
    const disposition = headers.raw('content-disposition');
    if (disposition !== undefined) {
      const { value, params } = readParameterField(disposition);
      this.disposition = { kind: value, params };
    }
    const contentId = headers.last('content-id');
    if (contentId !== undefined) this.contentId = contentId.replace(/^\s*<|>\s*$/g, '').trim();
    this.encoding = encodingName(headers.raw('content-transfer-encoding'));
  }

  get octets(): Uint8Array {
    return this.#mail.subarray(this.place.start, this.#end);
  }

  get raw(): Uint8Array {
    return this.#mail.subarray(Math.min(this.place.bodyStart, this.#end), this.#end);
  }

  content(): Uint8Array {
    // RFC 2045 6.4: what holds other entities is not encoded, whatever it says.
    return this.opaque || this.type.startsWith('multipart/') ? this.raw : decodeTransfer(this.raw, this.encoding);
  }

  text(): string {
    const content = this.content();
    return decodeText(content, this.params.charset ?? (this.type === 'text/html' ? metaCharset(content) : undefined));
  }

  /**
   * The part ends before `end`. That may be before its empty line, where a delimiter follows at once: the line break belongs
   * to the delimiter then.
   */
  close(end: number): void {
    this.#end = Math.max(end, this.place.start);
  }
}

function mediaType(field: ParameterField | undefined, defaultType: string): string {
  if (field === undefined || field.value === '') return defaultType;
  const slash = field.value.indexOf('/');
  // RFC 2045 5.2: what cannot be read is plain text.
  return slash > 0 && slash < field.value.length - 1 ? field.value : 'text/plain';
}

function encodingName(raw: string | undefined): string {
  return raw === undefined ? '' : (/[^\s;()"']+/.exec(raw)?.[0] ?? '').toLowerCase();
}

function metaCharset(content: Uint8Array): string | undefined {
  const start = Buffer.from(content.subarray(0, META_OCTETS)).toString('latin1');
  const label = META_CHARSET.exec(start)?.[1]?.toLowerCase();
  // What has been read as ASCII so far cannot be in these.
  return label === undefined || label.startsWith('utf-16') || label.startsWith('utf-32') ? undefined : label;
}
