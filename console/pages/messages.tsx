import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { HistoryView } from '../../src/http/console/api.js';
import { amount, count, duration, powerOfTen } from '../format.js';
import { address, useLoad } from '../state/load.js';
import { t } from '../texts.js';
import { Chart } from '../ui/chart.js';
import { Choices, Field } from '../ui/field.js';
import { Card, Page, Read } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { coarser, failuresOf, inOrder, outcomesOf, ratesOf, timesOf } from './history.js';

type Span = keyof typeof t.messages.spans;
const SPANS: readonly Span[] = ['1h', '6h', '24h', '7d', '30d'];
/** How often it is read anew, ms: as often as a step of it could end. */
const FRESH_MS: Readonly<Record<Span, number>> = {
  '1h': 5000,
  '6h': 15_000,
  '24h': 30_000,
  '7d': 60_000,
  '30d': 60_000,
};

/** How many messages went, how fast, and what failed, over a span of time. */
export function MessagesPage(): JSX.Element {
  const [span, setSpan] = useState<Span>('1h');
  const history = useLoad<HistoryView>(address('history', { span }), FRESH_MS[span]);
  return (
    <Page
      title={t.messages.title}
      tools={
        <Choices
          legend={t.messages.span}
          values={SPANS.map((value) => ({ value, label: t.messages.spans[value] }))}
          chosen={span}
          onChoose={setSpan}
        />
      }
    >
      <Read of={history}>{(view) => <Shown history={view} />}</Read>
    </Page>
  );
}

function Shown({ history }: { readonly history: HistoryView }): JSX.Element {
  const { from, step } = coarser(history);
  const out = useMemo(() => ratesOf(history, 'out'), [history]);
  const back = useMemo(() => ratesOf(history, 'in'), [history]);
  return (
    <>
      <div class="pair">
        {[
          { title: t.messages.out, series: out },
          { title: t.messages.in, series: back },
        ].map(({ title, series }) => (
          <Card key={title}>
            <div class="card-body">
              <h2>{title}</h2>
              <Chart
                title={title}
                unit={t.messages.perMinute}
                from={from}
                step={step}
                series={series}
                format={amount}
              />
            </div>
          </Card>
        ))}
      </div>
      <Times history={history} />
      <div class="pair">
        <Card>
          <Outcomes history={history} />
        </Card>
        <Card>
          <Failures history={history} />
        </Card>
      </div>
    </>
  );
}

function Times({ history }: { readonly history: HistoryView }): JSX.Element {
  const gateways = inOrder(history.times.map(({ gateway }) => gateway));
  const [wanted, setWanted] = useState('');
  const chosen = gateways.includes(wanted) ? wanted : (gateways[0] ?? '');
  const series = useMemo(() => timesOf(history, chosen), [history, chosen]);
  return (
    <Card>
      <div class="card-body">
        <div class="tools">
          <div class="grow">
            <h2>{t.messages.times}</h2>
            <p class="lead">{t.messages.timesLead}</p>
          </div>
          {gateways.length > 1 && (
            <Field label={t.messages.gateway}>
              {(ties) => (
                <select
                  {...ties}
                  class="input"
                  value={chosen}
                  onChange={(event) => setWanted(event.currentTarget.value)}
                >
                  {gateways.map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )}
        </div>
        <Chart
          title={t.messages.times}
          unit={t.messages.timesUnit}
          from={history.from}
          step={history.step}
          series={series}
          format={duration}
          axis={powerOfTen}
          logarithmic
        />
      </div>
    </Card>
  );
}

function Outcomes({ history }: { readonly history: HistoryView }): JSX.Element {
  const rows = outcomesOf(history);
  return (
    <Table
      caption={t.messages.outcomes}
      columns={[
        { label: t.messages.gateway, cell: ({ gateway }) => gateway },
        { label: t.messages.direction, kind: 'keep', cell: ({ direction }) => t.messages.directions[direction] },
        {
          label: t.messages.outcome.accepted,
          kind: 'number',
          cell: ({ accepted, direction }) => (direction === 'in' && accepted === 0 ? '' : count(accepted)),
        },
        { label: t.messages.outcome.delivered, kind: 'number', cell: ({ delivered }) => count(delivered) },
        { label: t.messages.outcome.failed, kind: 'number', cell: ({ failed }) => count(failed) },
        { label: t.messages.outcome.unknown, kind: 'number', cell: ({ unknown }) => count(unknown) },
      ]}
      rows={rows}
      keyOf={({ gateway, direction }) => `${gateway} ${direction}`}
      empty={t.messages.noMessages}
    />
  );
}

function Failures({ history }: { readonly history: HistoryView }): JSX.Element {
  const { rows, most } = failuresOf(history);
  return (
    <Table
      caption={t.messages.failures}
      columns={[
        { label: t.messages.reason, cell: ({ reason }) => <span class="mono">{reason}</span> },
        { label: t.messages.gateway, cell: ({ gateway }) => gateway },
        { label: t.messages.count, kind: 'number', cell: ({ count: number }) => count(number) },
        {
          label: t.messages.part,
          cell: ({ count: number }) => (
            <svg class="bar-part" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect class="track" width="100" height="8" rx="1" />
              <rect class="fill" width={Math.max(1, (number / most) * 100)} height="8" rx="1" />
            </svg>
          ),
        },
      ]}
      rows={rows}
      keyOf={({ gateway, reason }) => `${gateway} ${reason}`}
      empty={t.messages.noFailures}
    />
  );
}
