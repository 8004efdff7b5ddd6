import type { CustomVariableSupport, DataQuery, DataQueryRequest, MetricFindValue } from '@grafana/data';
import { useEffect, useMemo, useRef, useState } from 'react';
import { lastValueFrom } from 'rxjs';

import { requestOf } from './host/ask';
import type { Datasource } from './host/plugin';
import type { VariableValue } from './host/variable';

export interface Variable {
  support: CustomVariableSupport<Datasource>;
  /** Empty until the editor sets it. */
  query: DataQuery;
  setQuery: (query: DataQuery) => void;
  options: Array<{ value: string; label: string }>;
  chosen: string[];
  choose: (values: string[]) => void;
  error?: string;
}

/** How many values are chosen at first: two show what a variable with several values does. */
const CHOSEN_AT_FIRST = 2;

/** A dashboard's query variable. Its query runs whenever it is set; the first values are then chosen. */
export function useVariable(datasource: Datasource, onChange: (value: VariableValue) => void): Variable {
  const support = datasource.variables as CustomVariableSupport<Datasource>;
  const [query, setQuery] = useState<DataQuery>({ refId: '' });
  const [options, setOptions] = useState<Variable['options']>([]);
  const [chosen, setChosen] = useState<string[]>([]);
  const [error, setError] = useState<string>();
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  });

  const publish = useMemo(
    () => (values: string[], from: Variable['options']) => {
      setChosen(values);
      changed.current({ values, texts: values.map((value) => labelOf(value, from)) });
    },
    []
  );

  useEffect(() => {
    if (!query.refId) {
      return undefined;
    }
    let wanted = true;
    loadOptions(support, query)
      .then((loaded) => {
        if (wanted) {
          setError(undefined);
          setOptions(loaded);
          publish(
            loaded.slice(0, CHOSEN_AT_FIRST).map(({ value }) => value),
            loaded
          );
        }
      })
      .catch((reason: unknown) => {
        if (wanted) {
          setError(messageOf(reason));
          setOptions([]);
        }
      });
    return () => {
      wanted = false;
    };
  }, [support, query, publish]);

  return { support, query, setQuery, options, chosen, choose: (values) => publish(values, options), error };
}

async function loadOptions(support: Variable['support'], query: DataQuery): Promise<Variable['options']> {
  const panel = requestOf({ query, range: { from: 'now-1h', to: 'now' }, minInterval: '', asker: 'panel' });
  const request: DataQueryRequest<DataQuery> = { ...panel, targets: [query] };
  const values: MetricFindValue[] = (await lastValueFrom(support.query(request))).data;
  return values.map(({ text, value }) => ({ value: String(value ?? text), label: text }));
}

function labelOf(value: string, options: Variable['options']): string {
  return options.find((option) => option.value === value)?.label ?? value;
}

function messageOf(reason: unknown): string {
  const { data, message } = reason as { data?: { message?: string }; message?: string };
  return data?.message ?? message ?? String(reason);
}
