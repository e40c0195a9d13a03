import type { TextRef } from '../gateway.js';
import type { ReadOptions } from './book/read-book.js';
import { checkCalendar } from './people/calendar/check-calendar.js';
import { checkShifts } from './people/check-shifts.js';
import { checkTemplate } from './render/check-template.js';
import { PRESETS } from './sources/presets/presets.js';
import { mappingOf } from './sources/sources.js';
import { sourceTexts } from './sources/texts.js';

/** What the book is read against in an installation; what is not known is left out, and not checked. */
export type Surrounding = Pick<ReadOptions, 'now' | 'domain' | 'gateways' | 'http'>;

/** How a book is read and checked, with all that the other parts know of what may stand in it. */
export function bookOptions(surrounding: Surrounding): ReadOptions {
  return {
    ...surrounding,
    presets: [...PRESETS.keys()],
    checkCalendar,
    checkShifts,
    checkTemplate: (_, text) => checkTemplate(text),
    checkFields: (fields, preset) => {
      if (Object.keys(fields).length === 0) return [];
      const mapping = mappingOf({ fields, ...(preset !== undefined && { preset }) });
      if (mapping === undefined || !('findings' in mapping)) return [];
      return mapping.findings.map(({ path, text }) => ({ field: path, message: sentence(text) }));
    },
  };
}

/** What a source says of what it cannot read, for admins, who read it in English. */
export function sentence({ key, params = {} }: TextRef): string {
  const found: string = Object.entries(sourceTexts.en).find(([name]) => name === key)?.[1] ?? key;
  return found.replace(/\{(\w+)\}/g, (place, name: string) => String(params[name] ?? place));
}
