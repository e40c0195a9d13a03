import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReadMail, readMail } from '../../../../gateways/email/mime/read-mail.js';
import type { BodySource, ChosenBody } from '../../../../gateways/email/text/body.js';
import { repositoryRoot } from '../../../support/repository.js';

/** Where the mails of the tests are. */
export const FIXTURES = join(repositoryRoot(), 'test/fixtures/email');

/** When the mails of the tests are read. */
export const NOW = Date.UTC(2026, 11, 31);

/** Gives back what it is given, so that tests see exactly what was read: plain text before HTML, parts with `|` between. */
export function chooseText({ plain, html }: BodySource): ChosenBody {
  if (plain.some((part) => part.text.trim() !== '')) {
    return { body: plain.map((part) => part.text).join('|'), kind: 'plain' };
  }
  return html.length === 0 ? { body: '', kind: 'none' } : { body: html.join('|'), kind: 'html' };
}

export function read(mail: string | Uint8Array): ReadMail {
  return readMail(typeof mail === 'string' ? Buffer.from(mail, 'latin1') : mail, { now: NOW, chooseText });
}

export function fixture(name: string): Buffer {
  return readFileSync(join(FIXTURES, `${name}.eml`));
}
