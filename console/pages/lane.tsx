import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LaneJobsView } from '../../src/http/console/api.js';
import { age, amount, count } from '../format.js';
import { useNow } from '../state/clock.js';
import { useConsole } from '../state/context.js';
import { address, useLoad } from '../state/load.js';
import { boardHref, hrefOf } from '../state/route.js';
import { t } from '../texts.js';
import { Choices } from '../ui/field.js';
import { Moment, Since } from '../ui/moment.js';
import { Card, Page, Read } from '../ui/page.js';
import { StateBadge } from '../ui/state.js';
import { Table } from '../ui/table.js';
import { LaneAction } from './lanes.js';

type JobState = keyof LaneJobsView['counts'];
const STATES: readonly JobState[] = ['waiting', 'active', 'delayed', 'parked'];

/** One lane: how it is, and what its queue holds. */
export function LanePage({ name }: { readonly name: string }): JSX.Element {
  const { session, live } = useConsole();
  const { overview } = live;
  const now = useNow();
  const [state, setState] = useState<JobState>('waiting');
  const jobs = useLoad<LaneJobsView>(address(`lanes/${encodeURIComponent(name)}/jobs`, { state }), 2000);
  const lane = overview?.lanes.find((one) => one.name === name);
  return (
    <Page
      title={name}
      lead={<a href={hrefOf(['lanes'])}>{t.lanes.back}</a>}
      tools={lane !== undefined && <LaneAction lane={lane} />}
    >
      <Card>
        <div class="card-body">
          {lane === undefined ? (
            <p>{overview === undefined ? t.loading : t.lanes.gone(name)}</p>
          ) : (
            <dl class="facts">
              <dt>{t.lanes.state}</dt>
              <dd>
                <StateBadge state={lane.state} /> {lane.reason}
              </dd>
              <dt>{t.lanes.since}</dt>
              <dd>
                <Since at={lane.since} now={now} />
              </dd>
              <dt>{t.lanes.depth}</dt>
              <dd class="figure">{count(lane.depth)}</dd>
              <dt>{t.lanes.oldest}</dt>
              <dd class="figure">{lane.oldest === undefined ? t.none : age(lane.oldest)}</dd>
              <dt>{t.lanes.parked}</dt>
              <dd class="figure">{count(lane.parked)}</dd>
              <dt>{t.lanes.rate}</dt>
              <dd class="figure">{t.lanes.rateUnit(amount(lane.rate))}</dd>
              <dt>{t.lanes.holder}</dt>
              <dd class="mono">{lane.holder ?? t.none}</dd>
            </dl>
          )}
        </div>
      </Card>
      <Read of={jobs}>
        {({ counts, jobs: all }) => (
          <Card>
            <div class="card-body">
              <p class="lead">
                {t.lanes.jobsLead} {session.queues && <a href={boardHref(name)}>{t.lanes.boardOf}</a>}
              </p>
              <Choices
                legend={t.lanes.jobState}
                values={STATES.map((value) => ({
                  value,
                  label: `${t.lanes.jobStates[value]} (${count(counts[value])})`,
                }))}
                chosen={state}
                onChoose={setState}
              />
            </div>
            <Table
              caption={t.lanes.jobs}
              columns={[
                { label: t.lanes.job, cell: ({ id }) => <span class="mono">{id}</span> },
                { label: t.lanes.state, cell: (job) => t.lanes.jobStates[job.state] },
                { label: t.lanes.envelopes, kind: 'number', cell: ({ envelopes }) => count(envelopes) },
                { label: t.lanes.added, kind: 'keep', cell: ({ at }) => <Since at={at} now={now} /> },
                {
                  label: t.lanes.due,
                  kind: 'keep',
                  cell: ({ due }) => (due === undefined ? '' : <Moment at={due} seconds />),
                },
              ]}
              rows={all}
              keyOf={({ id }) => id}
              empty={t.lanes.noJobs}
            />
          </Card>
        )}
      </Read>
    </Page>
  );
}
