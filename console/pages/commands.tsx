import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { OperationResult } from '../../src/operation.js';
import { OperationForm } from '../operations/form.js';
import { Result } from '../operations/result.js';
import { runOperation } from '../operations/run-operation.js';
import { type Entered, type Values, valuesOf } from '../operations/values.js';
import { useConsole, useOperation } from '../state/context.js';
import { hrefOf } from '../state/route.js';
import { t } from '../texts.js';
import { Field } from '../ui/field.js';
import { Card, Notice, Page } from '../ui/page.js';

/** The whole table of operations. */
export function CommandsPage(): JSX.Element {
  const { operations } = useConsole();
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const found = operations.filter(({ noun, verb, about }) => `${noun} ${verb} ${about}`.toLowerCase().includes(wanted));
  const nouns = [...new Set(found.map(({ noun }) => noun))].sort();
  return (
    <Page title={t.commands.title} lead={t.commands.lead}>
      <search class="tools">
        <Field label={t.commands.filter}>
          {(ties) => (
            <input
              {...ties}
              class="input"
              type="search"
              value={filter}
              onInput={(event) => setFilter(event.currentTarget.value)}
            />
          )}
        </Field>
      </search>
      {found.length === 0 && <p class="soft">{operations.length === 0 ? t.loading : t.commands.empty}</p>}
      <div class="columns">
        {nouns.map((noun) => (
          <Card key={noun}>
            <div class="card-body">
              <h2>{noun}</h2>
              <ul class="command-list">
                {found
                  .filter((one) => one.noun === noun)
                  .map(({ verb, about }) => (
                    <li key={verb}>
                      <a href={hrefOf(['commands', noun, verb])}>
                        <strong>
                          {noun} {verb}
                        </strong>
                      </a>
                      <div class="about">{t.commands.sentence(about)}</div>
                    </li>
                  ))}
              </ul>
            </div>
          </Card>
        ))}
      </div>
    </Page>
  );
}

/** One operation: its form, and below what came of it. */
export function CommandPage({ noun, verb }: { readonly noun: string; readonly verb: string }): JSX.Element {
  const operation = useOperation(noun, verb);
  const { operations } = useConsole();
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<OperationResult | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [used, setUsed] = useState<Values>({});
  const run = async (values: Values, before?: OperationResult) => {
    setBusy(true);
    const ran = await runOperation(noun, verb, values);
    setBusy(false);
    setProblem('problem' in ran ? ran.problem : undefined);
    if ('problem' in ran) return;
    setResult(before === undefined ? ran.result : behind(before, ran.result));
  };
  const submit = (entered: Entered) => {
    if (operation === undefined) return;
    const values = valuesOf(operation, entered);
    setUsed(values);
    setResult(undefined);
    void run(values);
  };
  const lead = <a href={hrefOf(['commands'])}>{t.commands.back}</a>;
  if (operation === undefined) {
    return (
      <Page title={`${noun} ${verb}`} lead={lead}>
        <p>{operations.length === 0 ? t.loading : t.commands.gone(noun, verb)}</p>
      </Page>
    );
  }
  const next = result?.next;
  return (
    <Page title={`${noun} ${verb}`} lead={lead}>
      <Card>
        <div class="card-body">
          <p>{t.commands.sentence(operation.about)}</p>
          <OperationForm key={`${noun} ${verb}`} operation={operation} busy={busy} onRun={submit} teaches />
        </div>
      </Card>
      {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
      {result !== undefined && (
        <Card>
          {result.notes === undefined && result.fields === undefined && result.table === undefined && (
            <div class="card-body">
              <Notice tone="good">{t.commands.done}</Notice>
            </div>
          )}
          <Result
            result={result}
            caption={t.commands.result}
            foot={
              next !== undefined && (
                <button
                  type="button"
                  class="button"
                  disabled={busy}
                  onClick={() => void run({ ...used, after: [next] }, result)}
                >
                  {t.more}
                </button>
              )
            }
          />
        </Card>
      )}
    </Page>
  );
}

function behind(before: OperationResult, more: OperationResult): OperationResult {
  const { table } = more;
  if (table === undefined || before.table === undefined) return more;
  return { ...more, table: { ...table, rows: [...before.table.rows, ...table.rows] } };
}
