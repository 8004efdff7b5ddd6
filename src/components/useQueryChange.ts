import { useCallback, useEffect, useRef } from 'react';

import { asksTheSame, fit } from '../query';
import type { RtcQuery } from '../types';

/**
 * Gives a function that changes parts of the query and runs it, unless nothing really changes. On React 18 a Combobox
 * reports one click up to three times before the page renders anew, and each run costs calls that the account shares.
 */
export function useQueryChange(
  query: RtcQuery,
  onChange: (query: RtcQuery) => void,
  onRunQuery: () => void
): (patch: Partial<RtcQuery>) => void {
  const latest = useRef(query);
  useEffect(() => {
    latest.current = query;
  }, [query]);

  return useCallback(
    (patch) => {
      const current = fit(latest.current);
      const next = fit({ ...current, ...patch });
      if (asksTheSame(current, next)) {
        return;
      }
      latest.current = next;
      onChange(next);
      onRunQuery();
    },
    [onChange, onRunQuery]
  );
}
