import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';

/** The time, told anew every so often for as long as the part that asks stands. @param {number} [everyMs] */
export function useNow(everyMs = 500) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => (now.value = Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now.value;
}
