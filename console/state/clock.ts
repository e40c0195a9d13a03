import { useEffect, useState } from 'preact/hooks';

/** The time, ms since the epoch, anew every so many ms: for ages that grow while one looks. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}
