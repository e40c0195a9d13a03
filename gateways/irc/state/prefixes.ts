import type { MemberPrefix } from '../wire/isupport.js';

/** The signs before a name, and the name: `@+alice`. */
export function splitSigns(
  text: string,
  prefix: readonly MemberPrefix[],
): { readonly signs: string; readonly name: string } {
  let at = 0;
  while (at < text.length - 1 && prefix.some(({ sign }) => sign === text.charAt(at))) at += 1;
  return at === 0 ? { signs: '', name: text } : { signs: ordered(text.slice(0, at), prefix), name: text.slice(at) };
}

/** Signs once each, highest first; those that the network has not are left out. */
export function ordered(signs: string, prefix: readonly MemberPrefix[]): string {
  if (signs.length === 1 && prefix.some(({ sign }) => sign === signs)) return signs;
  let out = '';
  for (const { sign } of prefix) if (signs.includes(sign)) out += sign;
  return out;
}

/** Signs after a mode was given or taken. */
export function withMode(signs: string, mode: string, set: boolean, prefix: readonly MemberPrefix[]): string {
  let out = '';
  for (const one of prefix) {
    if (one.mode === mode ? set : signs.includes(one.sign)) out += one.sign;
  }
  return out;
}
