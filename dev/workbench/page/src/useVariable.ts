import type { CustomVariableSupport, DataQuery, RawTimeRange } from '@grafana/data';
import { useEffect, useMemo, useRef, useState } from 'react';

import type { Datasource } from './host/plugin';
import type { VariableValue } from './host/variable';
import { loadOptions, type VariableOption } from './host/variableOptions';

export interface Variable {
  support: CustomVariableSupport<Datasource>;
  /** Empty until the editor sets it. */
  query: DataQuery;
  setQuery: (query: DataQuery) => void;
  options: VariableOption[];
  chosen: string[];
  choose: (values: string[]) => void;
  error?: string;
}

/** How many values are chosen at first: two show what a variable with several values does. */
const CHOSEN_AT_FIRST = 2;

const RANGE: RawTimeRange = { from: 'now-1h', to: 'now' };

/** A dashboard's query variable. Its query runs whenever it is set; the first values are then chosen. */
export function useVariable(datasource: Datasource, onChange: (value: VariableValue) => void): Variable {
  const support = datasource.variables as CustomVariableSupport<Datasource>;
  const [query, setQuery] = useState<DataQuery>({ refId: '' });
  const [options, setOptions] = useState<VariableOption[]>([]);
  const [chosen, setChosen] = useState<string[]>([]);
  const [error, setError] = useState<string>();
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  });

  const publish = useMemo(
    () => (values: string[], from: VariableOption[]) => {
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
    loadOptions(datasource, query, RANGE)
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
  }, [datasource, query, publish]);

  return { support, query, setQuery, options, chosen, choose: (values) => publish(values, options), error };
}

function labelOf(value: string, options: VariableOption[]): string {
  return options.find((option) => option.value === value)?.label ?? value;
}

function messageOf(reason: unknown): string {
  const { data, message } = reason as { data?: { message?: string }; message?: string };
  return data?.message ?? message ?? String(reason);
}
