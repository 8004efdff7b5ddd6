import { useCallback, useRef, useState } from 'react';

import { errorMessage, type Resource } from './useResource';

/** Loads a list when it is first waited for, and anew when `load` is another function. */
export function useLazyResource<T>(load: () => Promise<T[]>): Omit<Resource<T>, 'items'> {
  const asked = useRef<{ load: () => Promise<T[]>; arrival: Promise<T[]> }>(undefined);
  const [failure, setFailure] = useState<{ load: () => Promise<T[]>; error: string }>();

  const whenArrived = useCallback(() => {
    if (asked.current?.load === load) {
      return asked.current.arrival;
    }
    const arrival = load().then(
      (items) => {
        setFailure(undefined);
        return items;
      },
      (error: unknown) => {
        if (asked.current?.load === load) {
          asked.current = undefined;
        }
        setFailure({ load, error: errorMessage(error) });
        return [];
      }
    );
    asked.current = { load, arrival };
    return arrival;
  }, [load]);

  const retry = () => void whenArrived();
  return { error: failure?.load === load ? failure.error : undefined, retry, whenArrived };
}
