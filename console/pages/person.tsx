import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PersonView } from '../../src/http/console/api.js';
import { count, moment } from '../format.js';
import { TaskDialog } from '../operations/noun.js';
import { primaryArgument } from '../operations/primary.js';
import { type OperationView, useConsole } from '../state/context.js';
import { useLoad } from '../state/load.js';
import { goTo, hrefOf } from '../state/route.js';
import { t } from '../texts.js';
import { Moment } from '../ui/moment.js';
import { Card, Notice, Page, Read } from '../ui/page.js';
import { Table } from '../ui/table.js';

/** One person at every gateway, and what can be done about them. */
export function PersonPage({ jid }: { readonly jid: string }): JSX.Element {
  const person = useLoad<PersonView>(`people/${encodeURIComponent(jid)}`, 5000);
  return (
    <Page
      title={jid}
      lead={<a href={hrefOf(['people'])}>{t.people.back}</a>}
      tools={<Deeds jid={jid} banned={person.data?.ban !== undefined} onDone={person.reload} />}
    >
      <Read of={person}>{(view) => <Shown person={view} />}</Read>
    </Page>
  );
}

interface DeedsProps {
  readonly jid: string;
  readonly banned: boolean;
  readonly onDone: () => void;
}

function Deeds({ jid, banned, onDone }: DeedsProps): JSX.Element {
  const { operations } = useConsole();
  const [asked, setAsked] = useState<OperationView | undefined>(undefined);
  const known = (noun: string, verb: string) => operations.find((one) => one.noun === noun && one.verb === verb);
  const ban = banned ? known('ban', 'remove') : known('ban', 'add');
  const remove = known('user', 'delete');
  return (
    <div class="buttons">
      <a class="button" href={hrefOf(['path'], { jid })}>
        {t.people.path}
      </a>
      {ban !== undefined && (
        <button type="button" class="button" onClick={() => setAsked(ban)}>
          {banned ? t.people.unban : t.people.ban}
        </button>
      )}
      {remove !== undefined && (
        <button type="button" class="button danger" onClick={() => setAsked(remove)}>
          {t.people.remove}
        </button>
      )}
      {asked !== undefined && (
        <TaskDialog
          task={{ operation: asked, fixed: { [primaryArgument(asked) ?? 'jid']: jid } }}
          onClose={() => setAsked(undefined)}
          onDone={() => (asked === remove ? goTo(hrefOf(['people'])) : onDone())}
        />
      )}
    </div>
  );
}

function Shown({ person: { ban, resources, accounts } }: { readonly person: PersonView }): JSX.Element {
  return (
    <>
      {ban !== undefined && (
        <Notice tone="warn">
          <p>
            {t.people.bannedSince(moment(ban.since), ban.reason)}
            {ban.until !== undefined && ` (${t.people.until(moment(ban.until))})`}
          </p>
        </Notice>
      )}
      <Card>
        <Table
          caption={t.people.accounts}
          columns={[
            { label: t.people.gateway, cell: ({ gateway }) => gateway },
            { label: t.people.account, cell: ({ account }) => account },
            { label: t.people.label, cell: ({ label }) => label },
            { label: t.people.since, kind: 'keep', cell: ({ since }) => <Moment at={since} /> },
            { label: t.people.contacts, kind: 'number', cell: ({ contacts }) => count(contacts) },
            { label: t.people.waiting, kind: 'number', cell: ({ waiting }) => count(waiting) },
          ]}
          rows={accounts}
          keyOf={({ gateway, account }) => `${gateway} ${account}`}
          empty={t.people.noAccounts}
        />
      </Card>
      {accounts
        .filter(({ fields }) => Object.keys(fields).length > 0)
        .map(({ gateway, account, label, fields }) => (
          <Card key={`${gateway} ${account}`}>
            <div class="card-body">
              <h2>
                {t.people.settings}: {gateway} {label}
              </h2>
              <dl class="facts">
                {Object.entries(fields).map(([name, value]) => [
                  <dt key={`${name}-name`}>{name}</dt>,
                  <dd key={name}>{value}</dd>,
                ])}
              </dl>
            </div>
          </Card>
        ))}
      <Card>
        <div class="card-body">
          <h2>{t.people.clients}</h2>
          {resources.length === 0 ? (
            <p class="soft">{t.people.noClients}</p>
          ) : (
            <p class="mono">{resources.join(', ')}</p>
          )}
        </div>
      </Card>
    </>
  );
}
