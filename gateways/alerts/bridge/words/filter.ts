import type { FileLink } from '../../../../src/xmpp/files.js';
import type { Bridge } from '../../book/bridge.js';

/** Whether a bridge does not carry what a nick says, or this text. */
export function isIgnored({ ignore }: Pick<Bridge, 'ignore'>, nick: string, text: string): boolean {
  return ignore.nicks.some((one) => one.matches(nick)) || (text !== '' && ignore.texts.some((one) => one.isIn(text)));
}

/** The files that a bridge carries. */
export function keptFiles({ ignore }: Pick<Bridge, 'ignore'>, files: readonly FileLink[]): readonly FileLink[] {
  return files.filter((file) => !ignore.files.some((one) => one.matches(fileName(file))));
}

/** Done to each text, in order. */
export function replaced({ replace }: Pick<Bridge, 'replace'>, text: string): string {
  let result = text;
  for (const one of replace) result = one.pattern.replace(result, one.with);
  return result;
}

/** As its sender calls it, else the end of its address. */
export function fileName({ name, url }: FileLink): string {
  if (name !== undefined && name !== '') return name;
  const path = url.replace(/[?#].*$/s, '');
  const last = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
