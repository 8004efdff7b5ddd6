import { useCallback, useEffect, useRef } from 'react';

import { asksTheSame, type TypedQuery } from '../query';
import { readQuery } from '../readQuery';
import type { RtcQuery } from '../types';

/** Makes the next query of the latest one. */
export type QueryChange = (query: TypedQuery) => TypedQuery;

/**
 * Gives a function that changes the latest query and runs it, unless nothing really changes. The latest query is the one
 * emitted last, which the host may not have rendered yet: a second click would otherwise undo the first. On React 18 a
 * Combobox reports one click up to three times before the page renders anew, and each run costs calls that the account
 * shares.
 *
 * An alert rule merges what the editor reports into what is stored, so a field that is gone has to be reported as
 * undefined there.
 */
export function useQueryChange(
  query: RtcQuery,
  onChange: (query: RtcQuery) => void,
  onRunQuery: () => void,
  isMerged: boolean
): (change: QueryChange) => void {
  const latest = useRef(query);
  useEffect(() => {
    latest.current = query;
  }, [query]);

  return useCallback(
    (change) => {
      const current = readQuery(latest.current);
      const next = change(current);
      if (asksTheSame(current, next)) {
        return;
      }
      latest.current = isMerged ? { ...cleared(latest.current), ...next } : next;
      onChange(latest.current);
      onRunQuery();
    },
    [onChange, onRunQuery, isMerged]
  );
}

/** A query with the same fields, none of which has a value. */
function cleared(query: RtcQuery): Partial<RtcQuery> {
  return Object.fromEntries(Object.keys(query).map((name) => [name, undefined]));
}
