import type { ComponentChildren, JSX } from 'preact';
import type { Cell, OperationResult } from '../../src/operation.js';
import { count } from '../format.js';
import { t } from '../texts.js';
import { Notice } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { cellText, isFigure } from './cells.js';

/** A row of what an operation brings, by the names of its columns. */
export type ResultRow = Readonly<Record<string, Cell>>;

interface ResultProps {
  readonly result: OperationResult;
  readonly caption: string;
  /** Behind the caption; default: how many rows; null: nothing. */
  readonly note?: ComponentChildren;
  /** What can be done with a row. */
  readonly actions?: (row: ResultRow) => ComponentChildren;
  readonly foot?: ComponentChildren;
}

/** What an operation has found or done. */
export function Result({ result, caption, note, actions, foot }: ResultProps): JSX.Element {
  const { notes = [], fields = [], table } = result;
  return (
    <>
      {notes.length > 0 && (
        <div class="card-body">
          <Notice tone="good">
            {notes.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </Notice>
        </div>
      )}
      {fields.length > 0 && (
        <div class="card-body">
          <dl class="facts">
            {fields.map(({ name, label, kind, value }) => [
              <dt key={`${name}-label`}>{label}</dt>,
              <dd key={name}>{cellText(value, kind) || t.none}</dd>,
            ])}
          </dl>
        </div>
      )}
      {table !== undefined && (
        <Table
          caption={caption}
          note={note === undefined && table.rows.length > 0 ? t.commands.rows(count(table.rows.length)) : note}
          columns={[
            ...table.columns.map(({ name, label, kind }) => ({
              label,
              kind: isFigure(kind) ? ('number' as const) : ('text' as const),
              cell: (row: ResultRow) => cellText(row[name], kind),
            })),
            ...(actions === undefined ? [] : [{ label: t.actions, cell: actions }]),
          ]}
          rows={table.rows}
          keyOf={(row) => table.columns.map(({ name }) => String(row[name] ?? '')).join('\n')}
          empty={t.commands.noRows}
          foot={foot}
        />
      )}
    </>
  );
}
