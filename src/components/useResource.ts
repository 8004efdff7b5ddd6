import { isFetchError } from '@grafana/runtime';
import { useEffect, useState } from 'react';

export interface Resource<T> {
  /** Absent while loading and after a failure. */
  items?: T[];
  loading: boolean;
  /** What went wrong, in the backend's words where it sent any. */
  error?: string;
  retry: () => void;
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

  useEffect(() => {
    let mounted = true;
    const settle = (outcome: Pick<Answer<T>, 'items' | 'error'>) => {
      if (mounted) {
        setAnswer({ load, attempt, ...outcome });
      }
    };
    load().then(
      (items) => settle({ items }),
      (error: unknown) => settle({ error: errorMessage(error) })
    );
    return () => {
      mounted = false;
    };
  }, [load, attempt]);

  // An answer to an earlier attempt, or of another data source, is out of date.
  const current = answer?.load === load && answer.attempt === attempt ? answer : undefined;
  const retry = () => setAttempt(attempt + 1);
  return { items: current?.items, error: current?.error, loading: !current, retry };
}

function errorMessage(error: unknown): string {
  if (isFetchError<{ message?: string; error?: string } | undefined>(error)) {
    return error.data?.message || error.data?.error || error.statusText || String(error.status);
  }
  return error instanceof Error ? error.message : String(error);
}
