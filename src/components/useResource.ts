import { isFetchError } from '@grafana/runtime';
import { useCallback, useEffect, useRef, useState } from 'react';

export interface Resource<T> {
  /** Absent while loading and after a failure. */
  items?: T[];
  /** What went wrong, in the backend's words where it sent any. */
  error?: string;
  retry: () => void;
  /** Waits for the list; empty after a failure. Loads nothing itself, however often it is called. */
  whenArrived: () => Promise<T[]>;
}

interface Answer<T> {
  load: () => Promise<T[]>;
  attempt: number;
  items?: T[];
  error?: string;
}

/** Loads a list when the component appears. `load` must be the same function at every render. */
export function useResource<T>(load: () => Promise<T[]>): Resource<T> {
  const [attempt, setAttempt] = useState(0);
  const [answer, setAnswer] = useState<Answer<T>>();
  const arrival = useRef<Promise<T[]>>(Promise.resolve([]));

  useEffect(() => {
    let mounted = true;
    const settle = (outcome: Pick<Answer<T>, 'items' | 'error'>) => {
      if (mounted) {
        setAnswer({ load, attempt, ...outcome });
      }
      return outcome.items ?? [];
    };
    arrival.current = load().then(
      (items) => settle({ items }),
      (error: unknown) => settle({ error: errorMessage(error) })
    );
    return () => {
      mounted = false;
    };
  }, [load, attempt]);

  // An answer to an earlier attempt, or of another data source, is out of date.
  const current = answer?.load === load && answer.attempt === attempt ? answer : undefined;
  const whenArrived = useCallback(() => arrival.current, []);
  const retry = () => setAttempt(attempt + 1);
  return { items: current?.items, error: current?.error, retry, whenArrived };
}

/** What went wrong, in the backend's words where it sent any. */
export function errorMessage(error: unknown): string {
  if (isFetchError<{ message?: string; error?: string } | undefined>(error)) {
    return error.data?.message || error.data?.error || error.statusText || String(error.status);
  }
  return error instanceof Error ? error.message : String(error);
}
