import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LettersView } from '../../src/http/console/api.js';
import { count } from '../format.js';
import { primaryArgument } from '../operations/primary.js';
import { runOperation } from '../operations/run-operation.js';
import { type OperationView, useConsole, useOperation } from '../state/context.js';
import { address } from '../state/load.js';
import { goTo, hrefOf, type Route } from '../state/route.js';
import { t } from '../texts.js';
import { Address } from '../ui/address.js';
import { Confirm } from '../ui/dialog.js';
import { Moment } from '../ui/moment.js';
import { Card, Notice, Page } from '../ui/page.js';
import { usePages } from '../ui/pages-of.js';
import { Table } from '../ui/table.js';
import { GatewayField } from './gateway-field.js';

type Letter = LettersView['letters'][number];
const lettersOf = ({ letters }: LettersView) => letters;

/** What could not be carried and waits for a decision, one or many at once. */
export function LettersPage({ route }: { readonly route: Route }): JSX.Element {
  const gateway = route.query.get('gateway') ?? '';
  const { say } = useConsole();
  const retry = useOperation('letter', 'retry');
  const drop = useOperation('letter', 'drop');
  const list = usePages<LettersView, Letter>(address('letters', { gateway }), lettersOf);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<
    { readonly operation: OperationView; readonly ids: readonly string[] } | undefined
  >();
  const ids = list.items.map(({ id }) => id).filter((id) => selected.has(id));
  const select = (some: readonly string[], on: boolean) =>
    setSelected((before) => {
      const after = new Set(before);
      for (const id of some) {
        if (on) after.add(id);
        else after.delete(id);
      }
      return after;
    });
  const decide = async (operation: OperationView, some: readonly string[]) => {
    const { done, problems } = await runOnEach(operation, some);
    const [first] = problems;
    if (first === undefined) say(t.letters.done(done, 0), 'done');
    else say(`${t.letters.done(done, problems.length)} ${first}`, 'failed');
    setSelected(new Set());
    list.reload();
  };
  const deeds = (some: readonly string[], small: boolean) =>
    [
      { operation: retry, label: t.letters.retry, look: 'button' },
      { operation: drop, label: t.letters.drop, look: 'button danger' },
    ].map(
      ({ operation, label, look }) =>
        operation !== undefined && (
          <button
            key={label}
            type="button"
            class={small ? `${look} small` : look}
            disabled={some.length === 0}
            onClick={() => setAsked({ operation, ids: some })}
          >
            {label}
          </button>
        ),
    );
  const everything = list.items.length > 0 && ids.length === list.items.length;
  return (
    <Page title={t.letters.title} lead={t.letters.lead}>
      <div class="tools">
        <GatewayField chosen={gateway} onChoose={(name) => goTo(hrefOf(['letters'], { gateway: name }))} />
        <button type="button" class="button" onClick={list.reload}>
          {t.refresh}
        </button>
      </div>
      {list.error !== undefined && <Notice tone="bad">{t.failed(list.error)}</Notice>}
      <Card>
        <Table
          caption={t.letters.table}
          note={list.total === undefined ? undefined : t.letters.total(count(list.total))}
          columns={[
            {
              label: t.letters.when,
              kind: 'keep',
              cell: ({ id, at, jid, contact }) => (
                <span class="check">
                  <input
                    type="checkbox"
                    aria-label={t.letters.select(jid, contact)}
                    checked={selected.has(id)}
                    onChange={(event) => select([id], event.currentTarget.checked)}
                  />
                  <Moment at={at} />
                </span>
              ),
            },
            {
              label: t.letters.message,
              cell: ({ jid, contact, direction }) => (
                <>
                  <a class="pair-line" href={hrefOf(['people', jid])}>
                    <Address of={jid} />
                  </a>
                  <span class="pair-line">
                    <Address of={direction === 'out' ? t.letters.out(contact) : t.letters.in(contact)} />
                  </span>
                </>
              ),
            },
            { label: t.letters.kind, kind: 'keep', cell: (letter) => `${letter.gateway}, ${letter.kind}` },
            { label: t.letters.reason, cell: ({ reason }) => reason },
            {
              label: t.actions,
              kind: 'keep',
              cell: ({ id }) => (
                <div class="buttons">
                  {deeds([id], true)}
                  <a href={hrefOf(['path'], { id })}>{t.letters.path}</a>
                </div>
              ),
            },
          ]}
          rows={list.items}
          keyOf={({ id }) => id}
          empty={list.loading ? t.loading : t.letters.empty}
          foot={
            list.items.length > 0 && (
              <>
                <label class="check">
                  <input
                    type="checkbox"
                    checked={everything}
                    onChange={(event) =>
                      select(
                        list.items.map(({ id }) => id),
                        event.currentTarget.checked,
                      )
                    }
                  />
                  {t.letters.selectAll}
                </label>
                <span class="soft" role="status">
                  {t.letters.selected(ids.length)}
                </span>
                {deeds(ids, false)}
                {list.more !== undefined && (
                  <button type="button" class="button" onClick={list.more} disabled={list.loading}>
                    {t.more}
                  </button>
                )}
              </>
            )
          }
        />
      </Card>
      {asked !== undefined && (
        <Confirm
          title={asked.operation === drop ? t.letters.drop : t.letters.retry}
          sentence={(asked.operation === drop ? t.letters.dropConfirm : t.letters.retryConfirm)(asked.ids.length)}
          action={asked.operation === drop ? t.letters.drop : t.letters.retry}
          danger={asked.operation === drop}
          onConfirm={() => decide(asked.operation, asked.ids)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Page>
  );
}

/** Runs an operation on each of them, or once on all where it takes several. */
async function runOnEach(
  operation: OperationView,
  ids: readonly string[],
): Promise<{ readonly done: number; readonly problems: readonly string[] }> {
  const argument = primaryArgument(operation) ?? 'id';
  const several = operation.arguments.find(({ name }) => name === argument)?.kind === 'many';
  const turns = several ? [ids] : ids.map((id) => [id]);
  const problems: string[] = [];
  let done = 0;
  for (const turn of turns) {
    const ran = await runOperation(operation.noun, operation.verb, { [argument]: turn });
    if ('problem' in ran) problems.push(ran.problem);
    else done += turn.length;
  }
  return { done, problems };
}
