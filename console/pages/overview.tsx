import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ConnectionView, HistoryView, OverviewView, ProcessView } from '../../src/http/console/api.js';
import { age, amount, bytes, count, duration, percent } from '../format.js';
import { useNow } from '../state/clock.js';
import { useConsole } from '../state/context.js';
import { address, useLoad } from '../state/load.js';
import { hrefOf } from '../state/route.js';
import { t } from '../texts.js';
import { Chart } from '../ui/chart.js';
import { Since } from '../ui/moment.js';
import { Card, Page, Read } from '../ui/page.js';
import { Sign, StateBadge } from '../ui/state.js';
import { Table } from '../ui/table.js';
import { type Concern, concernsOf } from './attention.js';
import { coarser, ratesOf } from './history.js';

/** What there is, how it is, and before all else what needs somebody. */
export function OverviewPage(): JSX.Element {
  const { overview } = useConsole().live;
  return (
    <Page title={t.overview.title}>
      {overview === undefined ? (
        <p class="soft" role="status">
          {t.loading}
        </p>
      ) : (
        <Shown overview={overview} />
      )}
    </Page>
  );
}

function Shown({ overview }: { readonly overview: OverviewView }): JSX.Element {
  const now = useNow();
  return (
    <>
      <Attention concerns={concernsOf(overview)} now={now} />
      <Card>
        <Gateways of={overview.gateways} />
      </Card>
      <Traffic />
      <Card>
        <Connections of={overview.connections} now={now} />
      </Card>
      <Card>
        <Processes of={overview.processes} now={now} />
      </Card>
    </>
  );
}

function Attention({ concerns, now }: { readonly concerns: readonly Concern[]; readonly now: number }): JSX.Element {
  const said = useAnnouncement(concerns.length);
  return (
    <Card>
      <div class="card-body">
        <div class="card-head">
          <h2>{t.overview.attention}</h2>
          <span class="unseen" role="status">
            {said}
          </span>
        </div>
        {concerns.length === 0 && (
          <div>
            <p class="fine">
              <Sign tone="good" />
              {t.overview.fine}
            </p>
            <p class="soft">{t.overview.fineMore}</p>
          </div>
        )}
      </div>
      {concerns.length > 0 && (
        <ul class="attention">
          {concerns.map(({ key, tone, what, why, since, href }) => (
            <li key={key} data-tone={tone}>
              <Sign tone={tone} />
              <span class="what">{href === undefined ? what : <a href={href}>{what}</a>}</span>
              {since !== undefined && (
                <span class="when figure">
                  <Since at={since} now={now} />
                </span>
              )}
              {why !== '' && <span class="why">{why}</span>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** Says how many things need attention when that changes, and not each time when figures do. */
function useAnnouncement(number: number): string {
  const before = useRef(number);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (before.current === number) return;
    before.current = number;
    setSaid(number === 0 ? t.overview.announceFine : t.overview.announce(number));
  }, [number]);
  return said;
}

function Gateways({ of }: { readonly of: OverviewView['gateways'] }): JSX.Element {
  return (
    <Table
      caption={t.overview.gateways}
      columns={[
        { label: t.overview.gateway, cell: ({ name }) => <a href={hrefOf(['people'], { gateway: name })}>{name}</a> },
        { label: t.overview.domain, cell: ({ domain }) => domain },
        { label: t.overview.registered, kind: 'number', cell: ({ registered }) => count(registered) },
        { label: t.overview.online, kind: 'number', cell: ({ online }) => count(online) },
        { label: t.overview.toNetwork, kind: 'number', cell: ({ toNetwork }) => count(toNetwork) },
        { label: t.overview.toXmpp, kind: 'number', cell: ({ toXmpp }) => count(toXmpp) },
        { label: t.overview.failures, kind: 'number', cell: ({ failed }) => count(failed) },
      ]}
      rows={of}
      keyOf={({ name }) => name}
      empty={t.none}
    />
  );
}

/** How often the last hour is read anew, ms: as often as a step of it ends. */
const FRESH_MS = 10_000;

function Traffic(): JSX.Element {
  const history = useLoad<HistoryView>(address('history', { span: '1h' }), FRESH_MS);
  const series = useMemo(() => (history.data === undefined ? [] : ratesOf(history.data, 'both')), [history.data]);
  return (
    <Card>
      <div class="card-body">
        <h2>{t.overview.traffic}</h2>
        <Read of={history}>
          {(view) => {
            const { from, step } = coarser(view);
            return (
              <Chart
                title={t.overview.traffic}
                unit={t.messages.perMinute}
                from={from}
                step={step}
                series={series}
                format={amount}
              />
            );
          }}
        </Read>
      </div>
    </Card>
  );
}

function Connections({ of, now }: { readonly of: readonly ConnectionView[]; readonly now: number }): JSX.Element {
  return (
    <Table
      caption={t.overview.connections}
      columns={[
        { label: t.overview.connection, cell: ({ name }) => name },
        { label: t.overview.kind, kind: 'keep', cell: ({ kind }) => t.overview.kinds[kind] },
        { label: t.overview.gateway, cell: ({ gateway }) => gateway },
        { label: t.overview.state, kind: 'keep', cell: ({ state }) => <StateBadge state={state} /> },
        { label: t.overview.since, kind: 'keep', cell: ({ since }) => <Since at={since} now={now} /> },
        { label: t.overview.reason, cell: ({ reason }) => reason },
      ]}
      rows={[...of].sort((one, other) => one.state.localeCompare(other.state))}
      keyOf={({ kind, gateway, name }) => `${kind} ${gateway} ${name}`}
      empty={t.none}
    />
  );
}

function Processes({ of, now }: { readonly of: readonly ProcessView[]; readonly now: number }): JSX.Element {
  return (
    <Table
      caption={t.overview.processes}
      columns={[
        { label: t.overview.process, cell: ({ id }) => <span class="mono">{id}</span> },
        { label: t.overview.host, cell: ({ host, pid }) => `${host} (${pid})` },
        { label: t.overview.role, cell: ({ role }) => role },
        { label: t.overview.version, cell: ({ version }) => version },
        { label: t.overview.running, kind: 'number', cell: ({ since }) => age(now - since) },
        { label: t.overview.memory, kind: 'number', cell: ({ rss }) => bytes(rss) },
        { label: t.overview.cpu, kind: 'number', cell: ({ cpu }) => percent(cpu) },
        { label: t.overview.loopDelay, kind: 'number', cell: ({ loopDelay }) => duration(loopDelay) },
        { label: t.overview.heldLanes, kind: 'number', cell: ({ lanes }) => count(lanes.length) },
      ]}
      rows={of}
      keyOf={({ id }) => id}
      empty={t.overview.noProcess}
    />
  );
}
