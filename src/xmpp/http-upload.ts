import type { DiscoInfo } from './disco.js';
import { type Element, el } from './element.js';
import { NS } from './namespaces.js';
import { parseTime } from './time.js';

/** HTTP File Upload (XEP-0363), as whoever uploads. */
export interface Slot {
  readonly put: string;
  readonly get: string;
  /** Headers that go with the PUT: allowed ones only, without line breaks (XEP-0363 6). */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a service says of itself. */
interface UploadOffer {
  /** Octets of the largest file; undefined where it names no limit. */
  readonly maxSize: number | undefined;
}

/** Why there is no slot. */
export type SlotRefusal =
  | { readonly kind: 'too-large'; readonly maxSize: number | undefined }
  /** Not now; `until` is wall time in ms, where the service tells it. */
  | { readonly kind: 'later'; readonly until: number | undefined }
  /** Not for us. */
  | { readonly kind: 'forbidden'; readonly condition: string }
  /** Not this file: its name or type will not do. */
  | { readonly kind: 'unfit'; readonly condition: string }
  | { readonly kind: 'failed'; readonly condition: string };

/** The only headers that a service may ask for. */
const HEADERS = ['Authorization', 'Cookie', 'Expires'];

/** What a disco#info answer offers; undefined where it is no upload service (XEP-0363 4). */
export function readUploadOffer(info: DiscoInfo): UploadOffer | undefined {
  if (!info.features.includes(NS.httpUpload)) return undefined;
  const form = info.forms?.find(({ formType }) => formType === NS.httpUpload);
  return { maxSize: octets(form?.fields.find(({ name }) => name === 'max-file-size')?.values?.[0]) };
}

/** Asks for a slot (XEP-0363 5). `size` in octets. */
export function slotRequest(file: { readonly name: string; readonly size: number; readonly type: string }): Element {
  return el('request', {
    xmlns: NS.httpUpload,
    filename: file.name,
    size: file.size,
    'content-type': file.type,
  });
}

/** The slot of an answer; undefined where it is not whole. */
export function readSlot(iq: Element): Slot | undefined {
  const slot = iq.getChild('slot', NS.httpUpload);
  const put = slot?.getChild('put');
  const [putUrl, getUrl] = [put?.attrs.url, slot?.getChild('get')?.attrs.url];
  if (put === undefined || putUrl === undefined || getUrl === undefined) return undefined;
  const headers: Record<string, string> = {};
  for (const header of put.getChildren('header')) {
    const given = (header.attrs.name ?? '')
      .replace(/[\r\n]/g, '')
      .trim()
      .toLowerCase();
    const name = HEADERS.find((one) => one.toLowerCase() === given);
    if (name !== undefined) headers[name] ??= header.getText().replace(/[\r\n]/g, '');
  }
  return { put: putUrl, get: getUrl, headers };
}

/** Why an answer of type error gives no slot (XEP-0363 5.1). */
export function readSlotRefusal(iq: Element): SlotRefusal {
  const error = iq.getChild('error');
  const tooLarge = error?.getChild('file-too-large', NS.httpUpload);
  if (tooLarge !== undefined) return { kind: 'too-large', maxSize: octets(tooLarge.getChildText('max-file-size')) };
  const condition = error?.elements().find(({ ns, name }) => ns === NS.stanzaErrors && name !== 'text')?.name ?? '';
  const retry = error?.getChild('retry', NS.httpUpload);
  if (retry !== undefined || condition === 'resource-constraint') {
    return { kind: 'later', until: parseTime(retry?.attrs.stamp ?? '') };
  }
  if (['forbidden', 'not-allowed', 'not-authorized', 'registration-required'].includes(condition)) {
    return { kind: 'forbidden', condition };
  }
  const unfit = condition === 'not-acceptable' || condition === 'bad-request';
  return { kind: unfit ? 'unfit' : 'failed', condition };
}

function octets(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : undefined;
}
