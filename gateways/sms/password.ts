import { readFile } from 'node:fs/promises';
import type { CarrierConfig } from './config.js';

/** Octets that SMPP has for a password, its NUL apart (SMPP 3.4 4.1.1). */
const LONGEST = 8;

/** The password of a carrier; one in a file is read each time, and ends with the line. */
export async function readPassword({
  name,
  password,
  passwordFile,
}: Pick<CarrierConfig, 'name' | 'password' | 'passwordFile'>): Promise<string> {
  if (passwordFile === undefined) return password ?? '';
  const text = (await readFile(passwordFile, 'utf8')).replace(/\r?\n$/, '');
  const file = `the passwordFile of carrier ${name}`;
  if (text === '') throw new Error(`${file} is empty`);
  if (/[^\x20-\x7e]/.test(text)) throw new Error(`${file} holds more than printable ASCII characters in one line`);
  if (text.length > LONGEST) throw new Error(`${file} holds more than ${LONGEST} characters`);
  return text;
}
