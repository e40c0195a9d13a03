import { createHash } from 'node:crypto';
import type { DiscoInfo } from './disco.js';
import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** Entity capabilities (XEP-0115 5.1): the verification string of what `discoInfoQuery` answers for the same info. */
export function capsVersion(info: DiscoInfo): string {
  const features = new Set([NS.discoInfo as string, ...info.features]);
  let text = '';
  for (const line of sorted(
    info.identities.map(({ category, type, lang = '', name = '' }) => [category, type, lang, name].join('/')),
  )) {
    text += `${line}<`;
  }
  for (const feature of sorted([...features])) text += `${feature}<`;
  const forms = (info.forms ?? []).flatMap((form) =>
    form.formType === undefined ? [] : [{ ...form, formType: form.formType }],
  );
  forms.sort((a, b) => byOctets(a.formType, b.formType));
  for (const form of forms) {
    text += `${form.formType}<`;
    const fields = [...form.fields].sort((a, b) => byOctets(a.name ?? '', b.name ?? ''));
    for (const field of fields) {
      text += `${field.name ?? ''}<`;
      for (const value of sorted(field.values ?? [])) text += `${value}<`;
    }
  }
  return createHash('sha1').update(text, 'utf8').digest('base64');
}

/** The `<c/>` of an available presence; `node` is a URI of the software. */
export function capsElement(node: string, info: DiscoInfo): Element {
  return el('c', { xmlns: NS.caps, hash: 'sha-1', node, ver: capsVersion(info) });
}

/** The collation i;octet, which JavaScript's own order is not beyond the basic plane. */
function byOctets(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function sorted(lines: readonly string[]): string[] {
  return [...lines].sort(byOctets);
}
