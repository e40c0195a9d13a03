import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { OperationResult } from '../../src/operation.js';
import { type OperationView, useConsole } from '../state/context.js';
import { t } from '../texts.js';
import { Dialog } from '../ui/dialog.js';
import { Card, Notice } from '../ui/page.js';
import { OperationForm } from './form.js';
import { Result, type ResultRow } from './result.js';
import { runOperation } from './run-operation.js';
import { type Entered, valuesOf } from './values.js';

interface NounProps {
  readonly noun: string;
  readonly caption: string;
  /** The operation that shows what there is; default: `list`. */
  readonly shows?: string;
  readonly refreshMs?: number;
}

/** Verbs that make something new: what they need is not what is in a row. */
const MAKES: ReadonlySet<string> = new Set(['add', 'make', 'set', 'level', 'import']);

/** What is to be done, and with which values that are known already. */
interface Task {
  readonly operation: OperationView;
  readonly fixed: Entered;
}

/**
 * All of one noun: what `list` shows, with what can be done with each row, and what can be done besides. Made of the table of operations
 * alone, so whatever verbs an installation has are here.
 */
export function NounCard({ noun, caption, shows = 'list', refreshMs = 10_000 }: NounProps): JSX.Element | null {
  const { operations } = useConsole();
  const of = operations.filter((one) => one.noun === noun);
  const list = of.find(({ verb }) => verb === shows);
  const [result, setResult] = useState<OperationResult | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [task, setTask] = useState<Task | undefined>(undefined);
  const exists = list !== undefined;
  const read = useCallback(async () => {
    if (!exists) return;
    const ran = await runOperation(noun, shows, {});
    setProblem('problem' in ran ? ran.problem : undefined);
    if ('result' in ran) setResult(ran.result);
  }, [noun, shows, exists]);
  useEffect(() => {
    void read();
    const timer = window.setInterval(() => {
      if (document.visibilityState === 'visible') void read();
    }, refreshMs);
    return () => window.clearInterval(timer);
  }, [read, refreshMs]);
  const readMore = async () => {
    if (result?.next === undefined) return;
    const ran = await runOperation(noun, shows, { after: [result.next] });
    if ('problem' in ran) setProblem(ran.problem);
    else setResult(joined(result, ran.result));
  };

  if (list === undefined) return null;
  const others = of.filter((one) => one !== list);
  const forRows = others.filter((one) => one.changes && !MAKES.has(one.verb) && isInTable(one, result));
  const besides = others.filter((one) => one.changes && !forRows.includes(one));
  return (
    <Card>
      {problem !== undefined && (
        <div class="card-body">
          <Notice tone="bad">{t.failed(problem)}</Notice>
        </div>
      )}
      {result === undefined && problem === undefined && <p class="card-body soft">{t.loading}</p>}
      {result !== undefined && (
        <Result
          result={result}
          caption={caption}
          note={null}
          {...(forRows.length === 0
            ? {}
            : {
                actions: (row: ResultRow) => (
                  <div class="buttons">
                    {forRows.map((operation) => (
                      <button
                        key={operation.verb}
                        type="button"
                        class="button small"
                        title={operation.about}
                        onClick={() => setTask({ operation, fixed: keyOf(operation, row, result) })}
                      >
                        {t.commands.verb(operation.verb)}
                        <span class="unseen"> {Object.values(keyOf(operation, row, result)).join(' ')}</span>
                      </button>
                    ))}
                  </div>
                ),
              })}
        />
      )}
      {(besides.length > 0 || result?.next !== undefined) && (
        <div class="table-foot">
          {besides.map((operation) => (
            <button
              key={operation.verb}
              type="button"
              class="button"
              title={operation.about}
              onClick={() => setTask({ operation, fixed: {} })}
            >
              {t.commands.verbNoun(operation.verb, noun)}
            </button>
          ))}
          {result?.next !== undefined && (
            <button type="button" class="button" onClick={() => void readMore()}>
              {t.more}
            </button>
          )}
        </div>
      )}
      {task !== undefined && <TaskDialog task={task} onClose={() => setTask(undefined)} onDone={() => void read()} />}
    </Card>
  );
}

interface TaskProps {
  readonly task: Task;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** The form of an operation above the page. What it shows once, as a new token, stays until it is closed. */
export function TaskDialog({ task: { operation, fixed }, onClose, onDone }: TaskProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState<OperationResult | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const { say } = useConsole();
  const submit = async (entered: Entered) => {
    setBusy(true);
    const ran = await runOperation(operation.noun, operation.verb, valuesOf(operation, { ...entered, ...fixed }));
    setBusy(false);
    if ('problem' in ran) {
      setProblem(ran.problem);
      return;
    }
    onDone();
    const { fields = [], table, notes = [] } = ran.result;
    if (fields.length > 0 || (table?.rows.length ?? 0) > 0) {
      setShown(ran.result);
      return;
    }
    say(notes.join(' ') || t.commands.done, 'done');
    onClose();
  };
  const title = [operation.noun, operation.verb, ...Object.values(fixed)].join(' ');
  return (
    <Dialog title={title} onClose={onClose}>
      {shown === undefined ? (
        <>
          <p>{t.commands.sentence(operation.about)}</p>
          {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
          <OperationForm
            operation={operation}
            fixed={fixed}
            action={operation.verb}
            busy={busy}
            onRun={(entered) => void submit(entered)}
            onCancel={onClose}
          />
        </>
      ) : (
        <>
          <Result result={shown} caption={title} />
          <div class="buttons">
            <button type="button" class="button main" onClick={onClose}>
              {t.close}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

/** The argument that says which row is meant: the only one that is needed and has no list of choices. */
function keyArgument(operation: OperationView): string | undefined {
  const [first, ...others] = operation.arguments.filter(({ required, kind }) => required && kind !== 'choice');
  return first !== undefined && others.length === 0 ? first.name : undefined;
}

/** The column that has its value: of the same name, or else the first one. */
function columnFor(operation: OperationView, result: OperationResult | undefined): string | undefined {
  const name = keyArgument(operation)?.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const columns = result?.table?.columns ?? [];
  return columns.find((column) => column.name === name)?.name;
}

function isInTable(operation: OperationView, result: OperationResult | undefined): boolean {
  return columnFor(operation, result) !== undefined;
}

function keyOf(operation: OperationView, row: ResultRow, result: OperationResult): Entered {
  const argument = keyArgument(operation);
  const column = columnFor(operation, result);
  if (argument === undefined || column === undefined) return {};
  return { [argument]: String(row[column] ?? '') };
}

function joined(before: OperationResult, more: OperationResult): OperationResult {
  const { next: _, ...shown } = before;
  const { table, next } = more;
  return {
    ...shown,
    ...(table === undefined ? {} : { table: { ...table, rows: [...(before.table?.rows ?? []), ...table.rows] } }),
    ...(next === undefined ? {} : { next }),
  };
}
