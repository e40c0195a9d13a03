import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { finding } from './explain.js';
import { type Finding, type Path, pathText } from './finding.js';
import { explainReason } from './reason.js';
import { type Folders, secretPlace } from './secret-place.js';
import { keysOf, type Shape, shapeAt } from './shape.js';
import type { Source } from './source.js';

const SECRET_NAME = /^(secret|password|token|key)$|(Secret|Password|Token)$/;

/** What `resolveSecrets` found. */
interface Secrets {
  /** The value, with absolute paths, and with the content in place of a file where the schema knows only the content. */
  readonly value: unknown;
  /** Content of each secret file that could be read, by the path of its key: `gateways.sms.secretFile`. */
  readonly contents: ReadonlyMap<string, string>;
  /** Paths of the keys of secrets whose files could not be read: what is said of their values is of no use. */
  readonly unread: ReadonlySet<string>;
  /** Absolute paths of all that were named, whether they could be read or not. */
  readonly files: ReadonlySet<string>;
  /** Whether a secret stands in the config file itself. */
  readonly inline: boolean;
  readonly findings: readonly Finding[];
}

/**
 * Handles `xFile` beside each secret `x`: both at once, missing files, files that every user of the machine can read and
 * empty ones are findings. Where a file is looked for, `secretPlace` says. One line feed at the end of a file is not part of a secret.
 */
export function resolveSecrets(value: unknown, shape: Shape, base: Path, source: Source, folders: Folders): Secrets {
  const contents = new Map<string, string>();
  const findings: Finding[] = [];
  const unread = new Set<string>();
  const files = new Set<string>();
  let inline = false;

  function walk(current: unknown, path: Path): unknown {
    if (Array.isArray(current)) return current.map((item, index) => walk(item, [...path, index]));
    if (typeof current !== 'object' || current === null) return current;
    const at = shapeAt(shape, path);
    const known = keysOf(at);
    const result = new Map<string, unknown>();
    for (const [name, item] of Object.entries(current)) {
      if (isSecretFile(name, at) && typeof item === 'string') {
        const plain = name.slice(0, -'File'.length);
        const file = secretPlace(item, folders);
        const content = read(file, [...base, ...path, name], Object.hasOwn(current, plain) ? plain : undefined);
        if (known.includes(name)) result.set(name, file);
        else result.set(plain, content ?? '');
        if (content === undefined) unread.add(pathText([...base, ...path, plain]));
        continue;
      }
      if (isSecret(name, shapeAt(at, [name])) && typeof item === 'string' && known.includes(name)) inline = true;
      result.set(name, walk(item, [...path, name]));
    }
    return Object.fromEntries(result);
  }

  function read(file: string, path: Path, both: string | undefined): string | undefined {
    const say = (message: string, fix: string) => {
      findings.push(finding(source, path, file, message, fix));
    };
    files.add(file);
    if (both !== undefined) say(`and ${both} are both given`, 'keep one of the two');
    try {
      const { mode } = statSync(file);
      if ((mode & 0o007) !== 0) say('can be read by every user of this machine', `run: chmod 600 ${file}`);
      const content = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
      if (content === '') say('is empty', 'write the secret into it');
      else contents.set(pathText(path), content);
      return content;
    } catch (error) {
      say(
        `cannot be read: ${explainReason(error)}`,
        'make the file, correct the path, or let the user of Isthmus read it',
      );
      return undefined;
    }
  }

  return { value: walk(value, []), contents, unread, files, inline, findings };
}

/**
 * What is wrong with the contents of secret files that the schema knows by their path, as if they stood in the config file
 * themselves: such as a password that is too long for its protocol.
 */
export function checkContents(schema: z.ZodType, secrets: Secrets, base: Path, source: Source): Finding[] {
  const files = new Map<string, { readonly path: Path; readonly file: unknown }>();

  function inPlace(current: unknown, path: Path): unknown {
    if (Array.isArray(current)) return current.map((item, index) => inPlace(item, [...path, index]));
    if (typeof current !== 'object' || current === null) return current;
    const entries = Object.entries(current).map(([name, item]): [string, unknown] => {
      const content = secrets.contents.get(pathText([...base, ...path, name]));
      if (content === undefined) return [name, inPlace(item, [...path, name])];
      const plain = name.slice(0, -'File'.length);
      files.set(pathText([...path, plain]), { path: [...base, ...path, name], file: item });
      return [plain, content.trim()];
    });
    return Object.fromEntries(entries);
  }

  const result = schema.safeParse(inPlace(secrets.value, []), { reportInput: false });
  return (result.error?.issues ?? []).flatMap(({ path, message }) => {
    const found = files.get(pathText(path.filter((part) => typeof part !== 'symbol')));
    if (found === undefined) return [];
    return [
      finding(source, found.path, found.file, `holds what does not fit: ${message}`, 'correct what the file holds'),
    ];
  });
}

/** Whether a key of a section, of this shape, names the file of a secret that may stand in the section itself as well. */
export function isSecretFile(name: string, at: Shape | undefined): boolean {
  if (!name.endsWith('File')) return false;
  const plain = name.slice(0, -'File'.length);
  return keysOf(at).includes(plain) && isSecret(plain, shapeAt(at, [plain]));
}

/** Whether the value of a key is never to be shown, and may stand in a file. */
export function isSecret(name: string, shape: Shape | undefined): boolean {
  return SECRET_NAME.test(name) || shape?.secret === true;
}
