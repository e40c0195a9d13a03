import type { Element } from './element.js';

/** XML Names without a colon (Namespaces in XML 1.0, NCName). */
const NC_NAME =
  /^[A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\u{10000}-\u{effff}][-.0-9A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c-\u200d\u203f-\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\u{10000}-\u{effff}]*$/u;

/** Anything that text cannot hold as it is: markup, CR, and what is no Char of XML 1.0 (lone surrogates with the `u` flag). */
const TEXT_SPECIAL = /[&<>\r]|[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const ATTRIBUTE_SPECIAL = /[&<>"'\t\n\r]|[^ -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
/** The usual case in one cheap look: nothing that could need care. Surrogates, even paired, go the careful way. */
const TEXT_PLAIN = /^[\t\n -%'-;=?-\ud7ff\ue000-\ufffd]*$/;
const ATTRIBUTE_PLAIN = /^[ !#-%(-;=?-\ud7ff\ue000-\ufffd]*$/;
const FORBIDDEN = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** A tree that has no XML form: a name that is none, or a prefix that nothing declares. Thrown, because it is a bug. */
export class XmlNameError extends Error {
  override readonly name = 'XmlNameError';
}

/** Escapes text; characters that XML 1.0 forbids are left out. */
export function escapeText(text: string): string {
  return TEXT_PLAIN.test(text) ? text : text.replace(TEXT_SPECIAL, (found) => REFERENCES[found] ?? '');
}

/** Escapes an attribute value for either kind of quote; line breaks and tabs survive, forbidden characters are left out. */
export function escapeAttribute(value: string): string {
  return ATTRIBUTE_PLAIN.test(value) ? value : value.replace(ATTRIBUTE_SPECIAL, (found) => REFERENCES[found] ?? '');
}

/** Whether XML text holds a character that XML 1.0 forbids in any place. */
export function hasForbidden(xml: string): boolean {
  return FORBIDDEN.test(xml);
}

const knownNames = new Set<string>();
const KNOWN_NAMES_MAX = 2000;

/** Whether a text is a name without a colon (Namespaces in XML 1.0, 3: NCName). */
export function isNcName(name: string): boolean {
  if (knownNames.has(name)) return true;
  if (!NC_NAME.test(name)) return false;
  if (knownNames.size < KNOWN_NAMES_MAX && name.length < 64) knownNames.add(name);
  return true;
}

function checkAttributeName(name: string, element: Element): void {
  const colon = name.indexOf(':');
  if (colon === -1) {
    if (!isNcName(name)) throw new XmlNameError('attribute name is not an XML name');
    return;
  }
  const prefix = name.slice(0, colon);
  if (!isNcName(prefix) || !isNcName(name.slice(colon + 1)))
    throw new XmlNameError('attribute name is not an XML name');
  // Prefixes are declared beside their use: the parser writes them so, and nothing needs them further away.
  if (prefix !== 'xml' && prefix !== 'xmlns' && element.attrs[`xmlns:${prefix}`] === undefined) {
    throw new XmlNameError('attribute prefix is not declared on its element');
  }
}

function startOf(element: Element): string {
  if (!isNcName(element.name)) throw new XmlNameError('element name is not an XML name without a prefix');
  let out = `<${element.name}`;
  const { attrs } = element;
  for (const name in attrs) {
    const value = attrs[name];
    if (value === undefined) continue;
    if (!knownNames.has(name)) checkAttributeName(name, element);
    out += ` ${name}="${escapeAttribute(value)}"`;
  }
  return out;
}

/**
 * XML text of an element, always well-formed: what XML 1.0 forbids in text is left out. Throws `XmlNameError`
 * where a name is none. Depth is bounded by memory only.
 */
export function serialise(root: Element): string {
  const open: Element[] = [];
  const positions: number[] = [];
  let out = startOf(root);
  if (root.children.length === 0) return `${out}/>`;
  out += '>';
  let element = root;
  let index = 0;
  for (;;) {
    const child = element.children[index];
    if (child === undefined) {
      out += `</${element.name}>`;
      const parent = open.pop();
      if (parent === undefined) return out;
      element = parent;
      index = positions.pop() ?? 0;
      continue;
    }
    index++;
    if (typeof child === 'string') {
      out += escapeText(child);
    } else if (child.children.length === 0) {
      out += `${startOf(child)}/>`;
    } else {
      out += `${startOf(child)}>`;
      open.push(element);
      positions.push(index);
      element = child;
      index = 0;
    }
  }
}
