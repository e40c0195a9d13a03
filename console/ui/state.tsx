import type { JSX } from 'preact';
import { t } from '../texts.js';

/** How good a state is; decides on colour and sign. */
export type Tone = 'good' | 'bad' | 'warn' | 'idle' | 'still';

/** A sign for each tone that is known by its shape too. */
export function Sign({ tone }: { readonly tone: Tone }): JSX.Element {
  return (
    <svg viewBox="0 0 10 10" aria-hidden="true" fill="currentColor">
      {tone === 'good' && <circle cx="5" cy="5" r="4.5" />}
      {tone === 'bad' && <path d="M5 .5 10 9.5H0z" />}
      {tone === 'warn' && <path d="M5 0 10 5 5 10 0 5z" />}
      {tone === 'still' && <path d="M1.5 1h2.5v8H1.5zM6 1h2.5v8H6z" />}
      {tone === 'idle' && <circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" stroke-width="2" />}
    </svg>
  );
}

/** A state as a sign and a word, so that colour alone says nothing. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: string }): JSX.Element {
  return (
    <span class="state" data-tone={tone}>
      <Sign tone={tone} />
      {children}
    </span>
  );
}

const TONES = { up: 'good', down: 'bad', paused: 'still', unheld: 'idle' } as const;

/** How a lane or a connection is. */
export function StateBadge({ state }: { readonly state: keyof typeof TONES }): JSX.Element {
  return <Badge tone={TONES[state]}>{t.states[state]}</Badge>;
}
