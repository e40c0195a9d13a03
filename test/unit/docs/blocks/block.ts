import { readPages } from '../pages.js';

/** A fenced block of the documentation. */
export interface Block {
  /** Path of its page from the repository's root. */
  readonly page: string;
  /** Line of the opening fence, counted from 1. */
  readonly line: number;
  /** What stands behind the opening fence; empty where nothing does. */
  readonly language: string;
  /** Without the indentation of the fence. */
  readonly text: string;
}

const FENCE = /^( *)```(.*)\n([\s\S]*?)^ *```$/gm;

/** Every fenced block of every page, in the order of the pages. */
export function allBlocks(): readonly Block[] {
  return readPages().flatMap(({ path, text }) =>
    [...text.matchAll(FENCE)].map(({ index, 1: indent = '', 2: language = '', 3: block = '' }) => ({
      page: path,
      line: text.slice(0, index).split('\n').length,
      language,
      text: block.replace(new RegExp(`^${indent}`, 'gm'), ''),
    })),
  );
}

/** The name of a block in reports: `docs/admin/email.md:34 (yaml)`. */
export function nameOf({ page, line, language }: Block): string {
  return `${page}:${line} (${language === '' ? 'no language' : language})`;
}
