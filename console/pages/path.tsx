import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { JourneyStep, JourneysView } from '../../src/http/console/api.js';
import { dayOf, duration, fullMoment, momentWithMillis } from '../format.js';
import { address } from '../state/load.js';
import { goTo, hrefOf, type Route } from '../state/route.js';
import { t } from '../texts.js';
import { Field } from '../ui/field.js';
import { Card, Notice, Page } from '../ui/page.js';
import { usePages } from '../ui/pages-of.js';
import type { Tone } from '../ui/state.js';

type Journey = JourneysView['messages'][number];
const journeysOf = ({ messages }: JourneysView) => messages;
/** How often it is read anew, ms: whoever looks for a message that was just sent sees it arrive. */
const FRESH_MS = 2000;
const NAMES = ['jid', 'contact', 'id'] as const;

const TONES: Readonly<Record<JourneyStep['step'], Tone>> = {
  accepted: 'idle',
  submitted: 'idle',
  taken: 'good',
  delivered: 'good',
  retry: 'warn',
  failed: 'bad',
  unknown: 'warn',
  expired: 'bad',
  refused: 'bad',
};

/** What became of messages, step by step. What is looked for stands in the address. */
export function PathPage({ route: { query } }: { readonly route: Route }): JSX.Element {
  const wanted = { jid: query.get('jid') ?? '', contact: query.get('contact') ?? '', id: query.get('id') ?? '' };
  const { jid, contact, id } = wanted;
  const [entered, setEntered] = useState(wanted);
  // `wanted` is made anew each time; its parts count.
  useEffect(() => setEntered(wanted), [jid, contact, id]);
  const asked = jid !== '' || contact !== '' || id !== '';
  const list = usePages<JourneysView, Journey>(asked ? address('journeys', wanted) : undefined, journeysOf, FRESH_MS);
  const submit = (event: Event) => {
    event.preventDefault();
    const trimmed = { jid: entered.jid.trim(), contact: entered.contact.trim(), id: entered.id.trim() };
    if (NAMES.every((name) => trimmed[name] === wanted[name])) list.reload();
    else goTo(hrefOf(['path'], trimmed));
  };
  return (
    <Page title={t.path.title} lead={t.path.lead}>
      <search>
        <form class="tools" onSubmit={submit}>
          {NAMES.map((name) => (
            <Field key={name} label={t.path[name]}>
              {(ties) => (
                <input
                  {...ties}
                  class="input"
                  name={name}
                  autocomplete="off"
                  autocapitalize="none"
                  spellcheck={false}
                  value={entered[name]}
                  onInput={(event) => {
                    const { value } = event.currentTarget;
                    setEntered((before) => ({ ...before, [name]: value }));
                  }}
                />
              )}
            </Field>
          ))}
          <button type="submit" class="button main">
            {t.path.find}
          </button>
        </form>
      </search>
      {list.error !== undefined && <Notice tone="bad">{t.failed(list.error)}</Notice>}
      {list.items.length === 0 && list.error === undefined && (
        <p class="soft" role="status">
          {list.loading ? t.loading : asked ? t.path.empty : t.path.ask}
        </p>
      )}
      {list.items.map((journey) => (
        <JourneyCard key={journey.id} journey={journey} />
      ))}
      {list.more !== undefined && (
        <div class="buttons">
          <button type="button" class="button" onClick={list.more} disabled={list.loading}>
            {t.more}
          </button>
        </div>
      )}
    </Page>
  );
}

function JourneyCard({ journey }: { readonly journey: Journey }): JSX.Element {
  const { id, stanza, gateway, jid, contact, direction, steps } = journey;
  const first = steps[0]?.at ?? 0;
  return (
    <Card>
      <div class="card-body journey">
        <div>
          <h2>{direction === 'out' ? t.path.out(jid, contact) : t.path.in(jid, contact)}</h2>
          <p class="soft">
            {gateway}
            {first > 0 && ` · ${dayOf(first)}`} · {t.path.messageId} <span class="mono">{id}</span>
            {stanza !== undefined && (
              <>
                {' '}
                · {t.path.stanza} <span class="mono">{stanza}</span>
              </>
            )}
          </p>
        </div>
        <ol class="steps">
          {steps.map(({ at, step, detail = '' }, index) => (
            // Steps have no name of their own, and are only ever added at the end.
            <li key={`${at} ${step} ${index}`} data-tone={TONES[step]}>
              <time class="at" dateTime={new Date(at).toISOString()} title={fullMoment(at)}>
                {momentWithMillis(at)}
              </time>
              <div>
                <strong>{t.path.steps[step]}</strong>
                {index > 0 && <span class="soft figure"> {t.path.later(duration(at - first))}</span>}
                {detail !== '' && <div class="detail">{detail}</div>}
              </div>
            </li>
          ))}
        </ol>
      </div>
    </Card>
  );
}
