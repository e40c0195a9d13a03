import { escapeHtml, safeContent } from './safe-html.js';

interface MailHtmlOptions {
  /** A text that follows, such as a signature. */
  readonly behind?: string;
  /** BCP 47, of the whole text. */
  readonly lang?: string;
}

/**
 * HTML that came with a message as a document for a mail: built anew from what is harmless (see `safeContent`), so that a user's mail
 * brings its readers no scripts, no forms, and nothing that is loaded from elsewhere. Time grows with the length only.
 */
export function mailHtml(html: string, { behind = '', lang }: MailHtmlOptions = {}): string {
  const attribute = lang === undefined ? '' : ` lang="${escapeHtml(lang)}"`;
  const last = behind === '' ? '' : `\n<div>${escapeHtml(behind.trimStart()).replaceAll('\n', '<br>\n')}</div>`;
  return `<!DOCTYPE html>\n<html${attribute}><head><meta charset="utf-8"></head><body>\n${safeContent(html).trim()}${last}\n</body></html>\n`;
}
