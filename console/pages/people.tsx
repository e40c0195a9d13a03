import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PeopleView } from '../../src/http/console/api.js';
import { count } from '../format.js';
import { address } from '../state/load.js';
import { goTo, hrefOf, type Route } from '../state/route.js';
import { t } from '../texts.js';
import { Address } from '../ui/address.js';
import { Field } from '../ui/field.js';
import { Moment } from '../ui/moment.js';
import { Card, Notice, Page } from '../ui/page.js';
import { usePages } from '../ui/pages-of.js';
import { Badge } from '../ui/state.js';
import { Table } from '../ui/table.js';
import { GatewayField } from './gateway-field.js';

const PAGE = 50;
/** So long after the last key it is searched, ms. */
const PAUSE_MS = 250;

type Registration = PeopleView['people'][number];
const peopleOf = ({ people }: PeopleView) => people;

/** Who is registered where: searched on the server and shown by pages, so that it does not matter how many there are. */
export function PeoplePage({ route }: { readonly route: Route }): JSX.Element {
  const gateway = route.query.get('gateway') ?? '';
  const filter = route.query.get('filter') ?? '';
  const [typed, setTyped] = useState(filter);
  const list = usePages<PeopleView, Registration>(address('people', { gateway, filter, size: PAGE }), peopleOf);
  useEffect(() => {
    if (typed === filter) return;
    const timer = window.setTimeout(() => goTo(hrefOf(['people'], { gateway, filter: typed })), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [typed, filter, gateway]);
  return (
    <Page title={t.people.title}>
      <search class="tools">
        <Field label={t.people.filter}>
          {(ties) => (
            <input
              {...ties}
              class="input"
              type="search"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          )}
        </Field>
        <GatewayField
          chosen={gateway}
          onChoose={(name) => goTo(hrefOf(['people'], { gateway: name, filter: typed }))}
        />
      </search>
      {list.error !== undefined && <Notice tone="bad">{t.failed(list.error)}</Notice>}
      <Card>
        <Table
          caption={t.people.table}
          note={<span role="status">{note(list.items.length, list.total, list.loading)}</span>}
          columns={[
            {
              label: t.people.jid,
              cell: ({ jid }) => (
                <a href={hrefOf(['people', jid])}>
                  <Address of={jid} />
                </a>
              ),
            },
            { label: t.people.gateway, cell: (person) => person.gateway },
            { label: t.people.label, cell: ({ label }) => label },
            { label: t.people.address, cell: (person) => person.address },
            { label: t.people.since, kind: 'keep', cell: ({ since }) => <Moment at={since} /> },
            { label: t.people.status, kind: 'keep', cell: (person) => <Status person={person} /> },
          ]}
          rows={list.items}
          keyOf={({ gateway: name, account }) => `${name} ${account}`}
          empty={list.loading ? t.loading : t.people.empty}
          foot={
            list.more !== undefined && (
              <button type="button" class="button" onClick={list.more} disabled={list.loading}>
                {list.loading ? t.loading : t.more}
              </button>
            )
          }
        />
      </Card>
    </Page>
  );
}

function Status({ person: { banned, online } }: { readonly person: Registration }): JSX.Element {
  if (banned) return <Badge tone="bad">{t.people.banned}</Badge>;
  return <Badge tone={online ? 'good' : 'idle'}>{online ? t.people.online : t.people.offline}</Badge>;
}

function note(shown: number, total: number | undefined, loading: boolean): string {
  if (total === undefined) return loading ? t.loading : '';
  return t.shownOf(count(shown), t.people.total(count(total)));
}
