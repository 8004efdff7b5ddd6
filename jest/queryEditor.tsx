import { act, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';

import { isAlertRule } from '../src/alertRules';
import { type Props, QueryEditor } from '../src/components/QueryEditor';
import type { RtcDataSource } from '../src/datasource';
import { defaultQuery } from '../src/query';
import type { RtcOptions, RtcQuery } from '../src/types';
import { createDatasource } from './grafana';

interface Setup extends Partial<Omit<Props, 'query' | 'datasource'>> {
  /** Differences from a new query. */
  query?: Partial<RtcQuery>;
  /** The whole query as it is stored, in place of a new one. */
  stored?: unknown;
  options?: RtcOptions;
}

/** The editor as Grafana shows it: a change comes back as a prop. An alert rule merges it into what is stored. */
export async function showQueryEditor({
  query: parts,
  stored,
  options = { defaultAppId: '661e0001' },
  ...rest
}: Setup = {}) {
  const datasource: RtcDataSource = createDatasource(options);
  const onChange = jest.fn<void, [RtcQuery]>();
  const onRunQuery = jest.fn();
  let kept: unknown;

  function Host() {
    const fresh = { refId: 'A', ...defaultQuery(parts?.queryType), ...parts };
    const [query, setQuery] = useState((stored === undefined ? fresh : stored) as RtcQuery);
    kept = query;
    const keep = (next: RtcQuery) => {
      onChange(next);
      setQuery((before) => (isAlertRule(rest.app) ? { ...before, ...next } : next));
    };
    const shown = isAlertRule(rest.app) ? { ...datasource.getDefaultQuery(rest.app), ...query } : query;
    return <QueryEditor datasource={datasource} query={shown} onChange={keep} onRunQuery={onRunQuery} {...rest} />;
  }

  // The lists have arrived, or failed, when this is over.
  await act(async () => render(<Host />));
  const lastQuery = () => onChange.mock.lastCall?.[0];
  /** What is stored when the dashboard or the rule is saved. */
  const storedQuery = (): RtcQuery => JSON.parse(JSON.stringify(kept));
  return { user: userEvent.setup(), onChange, onRunQuery, lastQuery, storedQuery };
}
