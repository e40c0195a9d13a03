import type { ComponentChildren, JSX } from 'preact';

interface TableColumn<Row> {
  readonly label: string;
  /** Figures stand to the right, one below the other. */
  readonly kind?: 'text' | 'number' | 'keep';
  /** Nothing is shown as empty; on a phone such a line is left out. */
  readonly cell: (row: Row) => ComponentChildren;
}

interface TableProps<Row> {
  readonly caption: string;
  /** What stands beside the caption: how many, what is meant. */
  readonly note?: ComponentChildren;
  /** The first one names the row. */
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** In place of rows, where there are none. */
  readonly empty: string;
  /** Below the rows: pages, what can be done with what is selected. */
  readonly foot?: ComponentChildren;
  /** The caption is only for screen readers, because a heading says the same. */
  readonly quiet?: boolean;
}

/** A table with a caption, or a sentence where there is no row. */
export function Table<Row>(props: TableProps<Row>): JSX.Element {
  const { caption, note, columns, rows, keyOf, empty, foot, quiet = false } = props;
  return (
    <div class="table-box">
      <table class="table">
        <caption class={quiet ? 'unseen' : undefined}>
          <div class="caption-line">
            {quiet ? caption : <h2>{caption}</h2>}
            {note !== undefined && note !== null && <span class="soft">{note}</span>}
          </div>
        </caption>
        {rows.length > 0 && (
          <>
            <thead>
              <tr>
                {columns.map(({ label, kind }) => (
                  <th key={label} scope="col" class={kind}>
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={keyOf(row)}>
                  {columns.map((column, index) => (
                    <Cell key={column.label} column={column} row={row} heads={index === 0} />
                  ))}
                </tr>
              ))}
            </tbody>
          </>
        )}
      </table>
      {rows.length === 0 && <p class="table-empty">{empty}</p>}
      {foot !== undefined && foot !== false && <div class="table-foot">{foot}</div>}
    </div>
  );
}

interface CellProps<Row> {
  readonly column: TableColumn<Row>;
  readonly row: Row;
  readonly heads: boolean;
}

function Cell<Row>({ column: { label, kind, cell }, row, heads }: CellProps<Row>): JSX.Element {
  const content = cell(row);
  if (heads) {
    return (
      <th scope="row" class={kind} data-label={label}>
        <span>{content}</span>
      </th>
    );
  }
  const empty = content === undefined || content === null || content === '' || content === false;
  return (
    <td class={kind} data-label={label} data-empty={empty ? 'yes' : 'no'}>
      <span>{content}</span>
    </td>
  );
}
