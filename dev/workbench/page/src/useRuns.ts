import { CoreApp, type DataQuery, LoadingState, type PanelData } from '@grafana/data';
import type { Subscription } from 'rxjs';
import { useCallback, useEffect, useRef, useState } from 'react';

import { ask, type Question, requestOf } from './host/ask';
import type { Datasource } from './host/plugin';
import { usesVariable } from './host/variable';

export interface Runs {
  question: Question;
  /** The newest answer, or what is known of it while it is awaited. */
  data?: PanelData;
  /** Changes the question without asking it. */
  change: (patch: Partial<Question>) => void;
  /** Asks. Every run is a request, also if another follows at once: that is what shows a run too many. */
  run: () => void;
  runIfVariableIsUsed: () => void;
}

/** The question of a panel with a stored query, or of a new one; of the last 7 days. */
export function initialQuestion(datasource: Datasource, stored: unknown): Question {
  const fresh = { refId: 'A', ...datasource.getDefaultQuery?.(CoreApp.PanelEditor) };
  return {
    query: stored === undefined ? fresh : (stored as DataQuery),
    range: { from: 'now-7d', to: 'now' },
    minInterval: '',
    asker: 'panel',
  };
}

/** Asks the data source, at first and whenever it is another one. */
export function useRuns(datasource: Datasource, initial: Question): Runs {
  const [question, setQuestion] = useState(initial);
  const [data, setData] = useState<PanelData>();
  const latest = useRef(question);
  const running = useRef<Subscription>(undefined);

  const change = useCallback((patch: Partial<Question>) => {
    latest.current = { ...latest.current, ...patch };
    setQuestion(latest.current);
  }, []);

  const run = useCallback(() => {
    const request = requestOf(latest.current);
    // As in Grafana, a new run ends the one before.
    running.current?.unsubscribe();
    const waiting = { state: LoadingState.Loading, timeRange: request.range, request };
    setData((before) => ({ series: before?.series ?? [], ...waiting }));
    running.current = ask(datasource, request).subscribe(setData);
  }, [datasource]);

  const runIfVariableIsUsed = useCallback(() => {
    if (usesVariable(latest.current.query)) {
      run();
    }
  }, [run]);

  useEffect(run, [run]);

  return { question, data, change, run, runIfVariableIsUsed };
}
