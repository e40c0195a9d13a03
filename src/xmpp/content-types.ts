import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** The text of a message once more, as HTML beside its body (XEP-0481 2.2). */
export function htmlContent(html: string): Element {
  return el('content', { xmlns: NS.content, type: 'text/html' }, html);
}

/** The HTML that such an element holds, as its sender wrote it; undefined: another form, or it only says of which form the body is. */
export function readHtmlContent(content: Element): string | undefined {
  const [type = ''] = (content.attrs.type ?? '').split(';', 1);
  if (content.name !== 'content' || type.trim().toLowerCase() !== 'text/html') return undefined;
  const text = content.getText();
  return text.trim() === '' ? undefined : text;
}
