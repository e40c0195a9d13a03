import { Element as LtxElement } from 'ltx';
import { NS } from './namespaces.js';

/** What an element holds: elements and text, in order. */
type Node = Element | string;

/** Attributes as the builder takes them; undefined ones are left out, numbers become decimal text. */
type Attributes = Readonly<Record<string, string | number | undefined>>;

/**
 * One XML element. Names carry no prefix: the namespace of an element is its nearest `xmlns` attribute, its own or an
 * ancestor's, and `jabber:client` where there is none, because a stanza means the same in `jabber:client` and in
 * `jabber:component:accept`. The parser brings what it reads into this form.
 */
export interface Element {
  readonly name: string;
  readonly attrs: Record<string, string>;
  readonly children: Node[];
  /** The namespace it is in. */
  readonly ns: string;
  /** The first child of that name; `ns` defaults to the namespace of this element. */
  getChild(name: string, ns?: string): Element | undefined;
  /** All children of that name, in order; `ns` defaults to the namespace of this element. */
  getChildren(name: string, ns?: string): Element[];
  /** The text of the first such child, or undefined where there is none. */
  getChildText(name: string, ns?: string): string | undefined;
  /** Children that are elements, in order. */
  elements(): Element[];
  /** Its own text, without that of child elements. */
  getText(): string;
  /** Adds children at the end and returns this element. An element has one parent: adding moves no one, it must be new. */
  add(...children: readonly (Node | undefined)[]): Element;
}

/** The tree of ltx, with the lookups of ours: ltx' own take any namespace for an unnamed one and crash on some names. */
class TreeElement extends (LtxElement as unknown as new (
  name: string,
) => {
  readonly name: string;
  parent: TreeElement | null;
  attrs: Record<string, string>;
  children: Node[];
  getText(): string;
}) {
  get ns(): string {
    let at: TreeElement | null = this;
    while (at !== null) {
      const own = at.attrs.xmlns;
      if (own !== undefined) return own;
      at = at.parent;
    }
    return NS.client;
  }

  getChild(name: string, ns: string = this.ns): Element | undefined {
    for (const child of this.children) {
      if (typeof child !== 'string' && child.name === name && child.ns === ns) return child;
    }
    return undefined;
  }

  getChildren(name: string, ns: string = this.ns): Element[] {
    const found: Element[] = [];
    for (const child of this.children) {
      if (typeof child !== 'string' && child.name === name && child.ns === ns) found.push(child);
    }
    return found;
  }

  getChildText(name: string, ns?: string): string | undefined {
    return this.getChild(name, ns)?.getText();
  }

  elements(): Element[] {
    const found: Element[] = [];
    for (const child of this.children) if (typeof child !== 'string') found.push(child);
    return found;
  }

  add(...children: readonly (Node | undefined)[]): Element {
    for (const child of children) {
      if (child === undefined) continue;
      if (child instanceof TreeElement) child.parent = this;
      this.children.push(child);
    }
    return this;
  }
}

/** Sets one attribute also where the name is one that objects treat in their own way. */
export function setAttribute(attrs: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__') {
    Object.defineProperty(attrs, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    attrs[name] = value;
  }
}

/** An empty element, for code that fills it itself. */
export function bareElement(name: string): Element {
  return new TreeElement(name);
}

/** Builds an element: `el('query', { xmlns: NS.version }, el('name', {}, 'Isthmus'))`. Undefined children are left out. */
export function el(name: string, attrs: Attributes = {}, ...children: readonly (Node | undefined)[]): Element {
  const element = new TreeElement(name);
  for (const key in attrs) {
    const value = attrs[key];
    if (value !== undefined) setAttribute(element.attrs, key, typeof value === 'string' ? value : String(value));
  }
  return element.add(...children);
}

/** A deep copy without a parent; its namespace is written out where the original inherited it. */
export function copy(source: Element): Element {
  const inherited = source.attrs.xmlns === undefined ? source.ns : undefined;
  const root = copyShallow(source);
  if (inherited !== undefined && inherited !== NS.client) root.attrs.xmlns = inherited;
  const open: [Element, Element][] = [[source, root]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [from, to] = pair;
    for (const child of from.children) {
      if (typeof child === 'string') {
        to.add(child);
      } else {
        const twin = copyShallow(child);
        to.add(twin);
        open.push([child, twin]);
      }
    }
  }
  return root;
}

function copyShallow(source: Element): Element {
  const twin = new TreeElement(source.name);
  for (const key of Object.keys(source.attrs)) setAttribute(twin.attrs, key, source.attrs[key] ?? '');
  return twin;
}
