import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LaneView } from '../../src/http/console/api.js';
import { age, amount, count } from '../format.js';
import { TaskDialog } from '../operations/noun.js';
import { primaryArgument } from '../operations/primary.js';
import { useNow } from '../state/clock.js';
import { type OperationView, useConsole, useOperation } from '../state/context.js';
import { boardHref, hrefOf } from '../state/route.js';
import { t } from '../texts.js';
import { Since } from '../ui/moment.js';
import { Card, Page } from '../ui/page.js';
import { StateBadge } from '../ui/state.js';
import { Table } from '../ui/table.js';

/** All lanes: who holds them, and what waits in each. */
export function LanesPage(): JSX.Element {
  const { session, live } = useConsole();
  const { overview } = live;
  const now = useNow();
  const [onlyWaiting, setOnlyWaiting] = useState(false);
  const lanes = overview?.lanes.filter(({ depth, parked }) => !onlyWaiting || depth + parked > 0);
  return (
    <Page
      title={t.lanes.title}
      lead={
        <>
          {t.lanes.lead} {session.queues && <a href={boardHref()}>{t.lanes.board}</a>}
        </>
      }
      tools={
        <label class="check">
          <input
            type="checkbox"
            checked={onlyWaiting}
            onChange={(event) => setOnlyWaiting(event.currentTarget.checked)}
          />
          {t.lanes.onlyWaiting}
        </label>
      }
    >
      <Card>
        <Table
          caption={t.lanes.title}
          columns={[
            { label: t.lanes.lane, cell: ({ name }) => <a href={hrefOf(['lanes', name])}>{name}</a> },
            { label: t.lanes.state, kind: 'keep', cell: ({ state }) => <StateBadge state={state} /> },
            { label: t.lanes.depth, kind: 'number', cell: ({ depth }) => count(depth) },
            {
              label: t.lanes.oldest,
              kind: 'number',
              cell: ({ oldest }) => (oldest === undefined ? '' : age(oldest)),
            },
            { label: t.lanes.rate, kind: 'number', cell: ({ rate }) => t.lanes.rateUnit(amount(rate)) },
            { label: t.lanes.parked, kind: 'number', cell: ({ parked }) => count(parked) },
            { label: t.lanes.holder, cell: ({ holder = '' }) => <span class="mono">{holder}</span> },
            { label: t.lanes.since, kind: 'keep', cell: ({ since }) => <Since at={since} now={now} /> },
            { label: t.actions, kind: 'keep', cell: (lane) => <LaneAction lane={lane} /> },
          ]}
          rows={lanes ?? []}
          keyOf={({ name }) => name}
          empty={lanes === undefined ? t.loading : t.lanes.empty}
        />
      </Card>
    </Page>
  );
}

/** Pauses a lane or has it go on. */
export function LaneAction({ lane: { name, state } }: { readonly lane: LaneView }): JSX.Element | null {
  const pause = useOperation('lane', 'pause');
  const resume = useOperation('lane', 'resume');
  const [asked, setAsked] = useState<OperationView | undefined>(undefined);
  const paused = state === 'paused';
  const operation = paused ? resume : pause;
  if (operation === undefined) return null;
  return (
    <>
      <button type="button" class="button small" onClick={() => setAsked(operation)}>
        <span aria-hidden="true">{paused ? t.lanes.resume : t.lanes.pause}</span>
        <span class="unseen">{paused ? t.lanes.resumeNamed(name) : t.lanes.pauseNamed(name)}</span>
      </button>
      {asked !== undefined && (
        <TaskDialog
          task={{ operation: asked, fixed: { [primaryArgument(asked) ?? 'name']: name } }}
          onClose={() => setAsked(undefined)}
          onDone={() => undefined}
        />
      )}
    </>
  );
}
