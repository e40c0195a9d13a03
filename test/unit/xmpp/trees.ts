import fc from 'fast-check';
import { type Element, el } from '../../../src/xmpp/element.js';

/** Plain data of an element, for comparing trees. */
export interface Plain {
  readonly name: string;
  readonly ns: string;
  readonly attrs: readonly (readonly [string, string])[];
  readonly children: readonly (Plain | string)[];
}

/** What an element means: its namespace, and its attributes without the declarations, in order of their names. */
export function plain(element: Element): Plain {
  const attrs = Object.keys(element.attrs)
    .filter((name) => name !== 'xmlns')
    .sort()
    .map((name) => [name, element.attrs[name] ?? ''] as const);
  const children: (Plain | string)[] = [];
  for (const child of element.children) {
    const last = children.length - 1;
    const before = children[last];
    if (typeof child !== 'string') children.push(plain(child));
    else if (typeof before === 'string') children[last] = before + child;
    else if (child !== '') children.push(child);
  }
  return { name: element.name, ns: element.ns, attrs, children };
}

/** Characters that XML 1.0 allows, the awkward ones often. */
const character = fc.oneof(
  fc.constantFrom(...'&<>"\'\t\n\r ]]>é😀\ufffd\ud7ff\ue000'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
);
const text = fc
  .array(character, { maxLength: 12 })
  .map((parts) => parts.join('').replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''));
const name = fc.constantFrom('body', 'x', 'query', 'é', 'a-b.c', '_1', 'hasOwnProperty', '__proto__', 'constructor');
const attributes = fc.dictionary(fc.oneof(name, fc.constantFrom('xml:lang', 'to', 'type')), text, {
  maxKeys: 4,
  noNullPrototype: true,
});

/** Any element below a stanza. */
const anyElement = fc.letrec<{ element: Element }>((tie) => ({
  element: fc
    .tuple(
      name,
      attributes,
      fc.option(fc.constantFrom('jabber:x:data', 'urn:isthmus:test', 'jabber:client'), { nil: undefined }),
      fc.oneof(
        { maxDepth: 4 },
        fc.array(text, { maxLength: 2 }),
        fc.array(fc.oneof(text, tie('element')), { maxLength: 4 }),
      ),
    )
    .map(([elementName, attrs, xmlns, children]) => {
      const element = el(elementName, attrs, ...children);
      if (xmlns !== undefined) element.attrs.xmlns = xmlns;
      return element;
    }),
})).element;

/** Any stanza. */
export const anyStanza = fc
  .tuple(fc.constantFrom('message', 'presence', 'iq'), attributes, fc.array(anyElement, { maxLength: 4 }))
  .map(([stanzaName, attrs, children]) => el(stanzaName, attrs, ...children));
