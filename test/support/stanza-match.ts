import type { Element } from 'ltx';
import { attribute } from '../../sandbox/xmpp-user.js';

/** What the `{names}` of a script stand for. */
export type Variables = Readonly<Record<string, string>>;

/** A received stanza fits, with the names that it has given a value; or it differs, with one sentence a difference. */
export type Match =
  | { readonly fits: true; readonly variables: Variables }
  | { readonly fits: false; readonly differences: readonly string[] };

/** Matches any value, also of more than one line. */
const ANY = 'any';
/** As an attribute's value or an element's text: must not be there. */
const ABSENT = '{absent}';

/**
 * Compares a received stanza with the one that a script expects. What the script names must be there: element names,
 * attributes, texts, child elements in any order; attributes and child elements that it does not name are not looked at. In
 * texts and attributes `{any}` stands for anything, `{absent}` says that the attribute or element must not be there, a name
 * with a known value stands for that value, and any other `{name}` takes the value that it finds.
 */
export function matchStanza(expected: Element, received: Element, variables: Variables): Match {
  const found: Record<string, string> = { ...variables };
  const differences = compare(expected, received, received.name, found);
  return differences.length === 0 ? { fits: true, variables: found } : { fits: false, differences };
}

/** Puts known values in the place of their names; unknown names stay as they are. */
export function fill(template: string, variables: Variables): string {
  return template.replaceAll(/\{([A-Za-z][\w.-]*)\}/g, (whole, name: string) => variables[name] ?? whole);
}

function compare(expected: Element, received: Element, path: string, found: Record<string, string>): string[] {
  if (expected.name !== received.name) return [`expected <${expected.name}>, received <${received.name}>`];
  const differences: string[] = [];
  for (const name of Object.keys(expected.attrs)) {
    const template = attribute(expected, name) ?? '';
    const value = attribute(received, name);
    differences.push(...compareValue(template, value, `${path} ${name}`, found));
  }
  if (differences.length > 0) return differences;
  differences.push(...compareValue(ownText(expected), ownText(received), `text of ${path}`, found));
  differences.push(...compareChildren(expected, received, path, found));
  return differences;
}

function compareChildren(expected: Element, received: Element, path: string, found: Record<string, string>): string[] {
  const differences: string[] = [];
  const left = received.getChildElements();
  for (const child of expected.getChildElements()) {
    const sameName = left.filter((candidate) => isSameKind(child, candidate));
    const childPath = `${path} > ${child.name}`;
    if (ownText(child) === ABSENT) {
      if (sameName.length > 0) differences.push(`${childPath} must not be there, received ${sameName[0]?.toString()}`);
      continue;
    }
    const attempts = sameName.map((candidate) => {
      const values = { ...found };
      return { candidate, values, differences: compare(child, candidate, childPath, values) };
    });
    const fitting = attempts.find((attempt) => attempt.differences.length === 0);
    if (fitting !== undefined) {
      left.splice(left.indexOf(fitting.candidate), 1);
      Object.assign(found, fitting.values);
    } else {
      differences.push(...(attempts[0]?.differences ?? [`${childPath} is missing`]));
    }
  }
  return differences;
}

function isSameKind(expected: Element, candidate: Element): boolean {
  const namespace = attribute(expected, 'xmlns');
  return candidate.name === expected.name && (namespace === undefined || candidate.getNS() === namespace);
}

/**
 * Compares a text with its template; returns a sentence where they differ. Names of the template that have no value yet get
 * theirs in `found`.
 */
export function compareValue(
  template: string,
  value: string | undefined,
  what: string,
  found: Record<string, string>,
): string[] {
  if (template === ABSENT) return value === undefined ? [] : [`${what} must not be there, received "${value}"`];
  const names: string[] = [];
  const pattern = template
    .split(/(\{[A-Za-z][\w.-]*\})/)
    .map((piece) => {
      const name = /^\{([A-Za-z][\w.-]*)\}$/.exec(piece)?.[1];
      if (name === undefined) return literally(piece);
      const known = found[name];
      if (known !== undefined) return literally(known);
      names.push(name);
      return '([\\s\\S]*?)';
    })
    .join('');
  const match = value === undefined ? null : new RegExp(`^${pattern}$`).exec(value);
  if (match === null) {
    return [`${what}: expected "${fill(template, found)}", received ${value === undefined ? 'none' : `"${value}"`}`];
  }
  for (const [index, name] of names.entries()) {
    const captured = match[index + 1] ?? '';
    if (name === ANY) continue;
    const before = found[name];
    if (before !== undefined && before !== captured)
      return [`${what}: {${name}} is "${before}" and "${captured}" at once`];
    found[name] = captured;
  }
  return [];
}

/** The text directly in an element, without the line breaks and indentation of a script around it. */
function ownText(element: Element): string {
  return element.children
    .filter((child) => typeof child === 'string')
    .join('')
    .trim();
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
