import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryRoot } from '../../support/repository.js';

/** One page of the documentation. */
export interface Page {
  /** Path from the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** All pages: those in docs/ and the two at the root. */
export function readPages(): readonly Page[] {
  const root = repositoryRoot();
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true })
    .map((name) => join('docs', String(name)))
    .filter((path) => path.endsWith('.md'));
  return ['README.md', 'CHANGELOG.md', ...inDocs.sort()].map((path) => ({
    path: relative(root, join(root, path)),
    text: readFileSync(join(root, path), 'utf8'),
  }));
}

/** The fenced blocks of a page in one language, without the indentation of the fence. */
export function codeBlocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm)]
    .filter((match) => match[2] === language)
    .map(([, indent = '', , block = '']) => block.replace(new RegExp(`^${indent}`, 'gm'), ''));
}

/** The anchors of a page, as code hosts make them of its headings. */
export function anchors(text: string): ReadonlySet<string> {
  const headings = text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
