import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { moment } from '../format.js';
import { t } from '../texts.js';
import type { Series } from './chart.js';
import { Table } from './table.js';

interface ChartTableProps {
  readonly title: string;
  readonly from: number;
  readonly step: number;
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  /** Several steps in one row are their mean; else the most of them. */
  readonly sums: boolean;
}

/** Rows at most: so many that a person would still read them. */
const ROWS = 30;

/** The figures of a chart for whoever does not see it, the latest first. Made only when it is opened. */
export function ChartTable(props: ChartTableProps): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <details class="as-table" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.asTable}</summary>
      {open && <Figures {...props} />}
    </details>
  );
}

function Figures({ title, from, step, series, format, sums }: ChartTableProps): JSX.Element {
  const steps = Math.max(0, ...series.map(({ values }) => values.length));
  const each = Math.max(1, Math.ceil(steps / ROWS));
  const starts = Array.from({ length: Math.ceil(steps / each) }, (_, index) => index * each).reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by the keyboard
    <section tabIndex={0} aria-label={title}>
      <Table
        caption={title}
        quiet
        columns={[
          { label: t.chart.time, kind: 'keep', cell: (start) => moment(from + start * step) },
          ...series.map(({ name, values }) => ({
            label: name,
            kind: 'number' as const,
            cell: (start: number) => {
              const value = together(values.slice(start, start + each), sums);
              return value === undefined ? '–' : format(value);
            },
          })),
        ]}
        rows={starts}
        keyOf={String}
        empty={t.chart.empty}
      />
    </section>
  );
}

function together(values: readonly (number | null)[], sums: boolean): number | undefined {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return undefined;
  if (!sums) return Math.max(...known);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
