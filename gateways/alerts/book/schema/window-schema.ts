import { z } from 'zod';
import { listOf, zone } from './parts.js';

/** Numbers stand for themselves: `years: [2026]`. */
const range = z.union([z.string().min(1), z.int()]).transform(String);

const times = z.union([
  z.string().min(1),
  z.strictObject({
    start_time: z.string().describe('Time of day at which it begins'),
    end_time: z.string().describe('Time of day at which it ends, at most 24:00'),
  }),
]);

/** One interval of an entry of `windows`; keys and meaning are those of Alertmanager's time intervals. */
const intervalSchema = z.strictObject({
  times: listOf(times).default([]).describe('Times of day, such as 09:00-17:00'),
  weekdays: listOf(range).default([]).describe('Days of the week: saturday, monday:friday'),
  days_of_month: listOf(range).default([]).describe('Days of the month: 1:7; from its end: -3:-1'),
  months: listOf(range).default([]).describe('Months by name or number: january:march'),
  years: listOf(range).default([]).describe('Years: 2026, 2026:2028'),
  location: zone.optional().describe('Time zone. Default: that of the person or route'),
});

/** One entry of `windows`: open while one of the intervals is. */
export const windowSchema = listOf(intervalSchema);
