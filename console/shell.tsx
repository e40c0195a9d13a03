import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { moment, momentWithSeconds } from './format.js';
import { useConsole } from './state/context.js';
import type { LiveState } from './state/live.js';
import { hrefOf } from './state/route.js';
import { chooseTheme, chosenTheme, type Theme } from './state/theme.js';
import { chooseLanguage, isLanguage, LANGUAGES, languageName, t } from './texts.js';
import { Brand } from './ui/brand.js';
import { Field } from './ui/field.js';

const GROUPS = [
  { title: t.nav.watch, pages: ['overview', 'messages', 'lanes', 'alerts'] },
  { title: t.nav.people, pages: ['people', 'path', 'letters', 'bans'] },
  { title: t.nav.operate, pages: ['commands', 'logs', 'about'] },
] as const;

const NAMES = {
  overview: t.nav.overview,
  messages: t.nav.messages,
  lanes: t.nav.lanes,
  alerts: t.nav.alerts,
  people: t.nav.peoplePage,
  path: t.nav.path,
  letters: t.nav.letters,
  bans: t.nav.bans,
  commands: t.nav.commands,
  logs: t.nav.logs,
  about: t.nav.about,
} as const;

/** What is around every page: where to go, whether it is live, who one is. */
export function Shell({
  page,
  children,
}: {
  readonly page: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { session, live, signOut } = useConsole();
  const [open, setOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  // Whoever went to a page has done with the menu.
  // The page is what it depends on.
  useEffect(() => setOpen(false), [page]);
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {t.skip}
      </button>
      <header class="bar">
        <button
          type="button"
          class="button small menu-button"
          aria-expanded={open}
          aria-controls="pages"
          onClick={() => setOpen(!open)}
        >
          {t.nav.menu}
        </button>
        <Brand />
        <div class="bar-end">
          <LiveMark live={live} />
          <span class="bar-user" title={t.nav.signedInAs(session.jid)}>
            {session.jid}
          </span>
        </div>
      </header>
      <nav id="pages" class="nav" aria-label={t.nav.label} data-open={open ? 'yes' : 'no'}>
        <div class="nav-inner">
          {GROUPS.map(({ title, pages }) => (
            <div key={title}>
              <h2>{title}</h2>
              <ul>
                {pages.map((name) => (
                  <li key={name}>
                    <a class="nav-link" href={hrefOf([name])} aria-current={name === page ? 'page' : undefined}>
                      {NAMES[name]}
                      {name === 'letters' && <Count of={live.overview?.deadLetters ?? 0} />}
                    </a>
                  </li>
                ))}
              </ul>
            </div>
          ))}
          <div class="nav-foot">
            <Appearance />
            <Language />
            <button type="button" class="button" onClick={signOut}>
              {t.nav.signOut}
            </button>
          </div>
        </div>
      </nav>
      <main ref={main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function Count({ of }: { readonly of: number }): JSX.Element | null {
  return of > 0 ? <span class="nav-count">{of}</span> : null;
}

/** Whether what is shown is live, in sight all the time; said to screen readers when it changes. */
function LiveMark({ live: { live, since, overview } }: { readonly live: LiveState }): JSX.Element {
  const starting = !live && overview === undefined;
  const short = live ? t.live.live : starting ? t.live.connecting : t.live.lost(momentWithSeconds(since));
  const long = live || starting ? short : t.live.lostLong(moment(since));
  return (
    <span class="live" role="status" data-live={live ? 'yes' : 'no'} title={long}>
      <span class="live-dot" aria-hidden="true" />
      {short}
    </span>
  );
}

function Appearance(): JSX.Element {
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  return (
    <Field label={t.nav.appearance}>
      {(ties) => (
        <select
          {...ties}
          class="input"
          value={theme}
          onChange={(event) => {
            const chosen = event.currentTarget.value as Theme;
            chooseTheme(chosen);
            setTheme(chosen);
          }}
        >
          {(['system', 'light', 'dark'] as const).map((name) => (
            <option key={name} value={name}>
              {t.nav.themes[name]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Language(): JSX.Element {
  return (
    <Field label={t.nav.language}>
      {(ties) => (
        <select
          {...ties}
          class="input"
          value={languageName}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (isLanguage(value)) chooseLanguage(value);
          }}
        >
          {Object.entries(LANGUAGES).map(([name, own]) => (
            <option key={name} value={name} lang={name}>
              {own}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
