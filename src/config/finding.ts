/** One thing that is wrong in a config file, with what to do about it. */
export interface Finding {
  /** An error keeps Isthmus from starting, a warning does not. */
  readonly severity: 'error' | 'warning';
  /** Where: `gateways.sms.carriers[0].port`; '' is the file as a whole. */
  readonly path: string;
  /** Line of the file, from 1. */
  readonly line?: number;
  /** What stands there, as JSON, cut; never a secret. */
  readonly value?: string;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
}

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

/** A value to show to whoever reads the check: not where the name says that it is secret, without URL credentials. */
export function shownValue(path: Path, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const names = path.filter((part) => typeof part === 'string');
  if (names.some((name) => SECRET_NAME.test(name) && !name.endsWith('File'))) return '(hidden)';
  const text = JSON.stringify(value, (name, inner: unknown) => {
    if (SECRET_NAME.test(name) && !name.endsWith('File')) return '(hidden)';
    return typeof inner === 'string' ? inner.replace(/(:\/\/)[^/\s]*@/g, '$1(hidden)@') : inner;
  });
  return text === undefined ? undefined : text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
