/** One thing that is wrong in a config file, with what to do about it. */
export interface Finding {
  /** An error keeps Isthmus from starting, a warning does not. */
  readonly severity: 'error' | 'warning';
  /** Where: `gateways.sms.carriers[0].port`; '' is the file as a whole. */
  readonly path: string;
  /** Line of the file, from 1. */
  readonly line?: number;
  /** The variable of the environment or the option that it is about, in place of the file. */
  readonly origin?: string;
  /** What stands there, as JSON, cut; never a secret, and nothing below a key that is not known. */
  readonly value?: string;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
}

/** The way to a value from the top of the config: keys of sections, and places in lists from 0. */
export type Path = readonly (string | number)[];

/** `['a', 0, 'b c']` as `a[0]."b c"`. */
export function pathText(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += (text === '' ? '' : '.') + (/^[\w-]+$/.test(part) ? part : JSON.stringify(part.slice(0, 80)));
  }
  return text;
}

const SECRET_NAME = /secret|password|passwd|passphrase|token|credential|^key$/i;

/**
 * A value to show to whoever reads the check: never where its name says that it is secret, never the inside of a list or
 * section (a misspelt name there would show a secret), and without the credentials of a URL.
 */
export function shownValue(path: Path, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const names = path.filter((part) => typeof part === 'string');
  if (names.some((name) => SECRET_NAME.test(name) && !name.endsWith('File'))) return '(hidden)';
  if (Array.isArray(value)) return '[...]';
  if (typeof value === 'object' && value !== null) return '{...}';
  const text = JSON.stringify(typeof value === 'string' ? value.replace(/(:\/\/)[^/\s]*@/g, '$1(hidden)@') : value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
