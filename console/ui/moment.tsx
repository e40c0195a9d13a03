import type { JSX } from 'preact';
import { age, fullMoment, moment, momentWithSeconds } from '../format.js';

/** A time of day, with the whole of it for whoever asks. */
export function Moment({ at, seconds = false }: { readonly at: number; readonly seconds?: boolean }): JSX.Element {
  return (
    <time dateTime={new Date(at).toISOString()} title={fullMoment(at)}>
      {seconds ? momentWithSeconds(at) : moment(at)}
    </time>
  );
}

/** When, and how long that is ago; nothing where it is not known (0). */
export function Since({ at, now }: { readonly at: number; readonly now: number }): JSX.Element | null {
  if (at <= 0) return null;
  return (
    <>
      <Moment at={at} /> <span class="soft">({age(now - at)})</span>
    </>
  );
}
