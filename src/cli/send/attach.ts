import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { explainReason } from '../../config/reason.js';
import { type DeliveryOptions, type MessageRequest, upload } from './deliver.js';
import { EXIT, SendError } from './exit-codes.js';

/** Octets of a file that Isthmus takes. */
const LARGEST = 16 * 1024 * 1024;

/** Files as a message names them: links as they are, files of this machine by the address that Isthmus gives them. Throws `SendError`. */
export async function attach(
  files: readonly string[],
  key: string,
  options: DeliveryOptions,
): Promise<NonNullable<MessageRequest['files']>> {
  // All are read before the first is sent.
  const read = await Promise.all(files.map(async (file) => (isLink(file) ? { url: file } : await octetsOf(file))));
  const attached: { readonly url: string; readonly name?: string }[] = [];
  for (const [index, one] of read.entries()) {
    attached.push('url' in one ? one : await upload(one, `${key}-file-${index + 1}`, options));
  }
  return attached;
}

function isLink(file: string): boolean {
  return /^https?:\/\//i.test(file);
}

async function octetsOf(file: string) {
  try {
    const { size } = await stat(file);
    if (size > LARGEST) throw new Error('it is larger than 16 MiB: give a link to it');
    return { name: basename(file), octets: await readFile(file) };
  } catch (error) {
    throw new SendError(EXIT.noInput, `the file ${file} cannot be read: ${explainReason(error)}`);
  }
}
