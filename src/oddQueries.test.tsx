import { act, screen } from '@testing-library/react';

import { createDatasource, stubBackend, stubVariables } from '../jest/grafana';
import { showQueryEditor } from '../jest/queryEditor';
import odd from '../pkg/plugin/testdata/odd_queries.json';
import { indicatorLabel } from './catalogue';
import { queryTypeLabel } from './queryTypeTexts';
import type { RtcQuery } from './types';

// The same table is asked of the backend in pkg/plugin/odd_queries_test.go.

interface OddQuery {
  name: string;
  stored: unknown;
  sent: unknown;
  /** `data`, or a part of the backend's error. */
  answer: string;
}

const datasource = () => createDatasource({ defaultAppId: '661e0000a1c05f0001543cf1' });

beforeEach(() => {
  stubBackend();
  stubVariables();
});

describe.each(odd as OddQuery[])('a query: $name', ({ stored, sent }) => {
  const query = stored as RtcQuery;

  it('is sent with all that it holds', () => {
    expect(datasource().interpolateVariablesInQueries([query], {})).toEqual([sent]);
  });

  it('is read once and for all', () => {
    expect(datasource().interpolateVariablesInQueries([sent as RtcQuery], {})).toEqual([sent]);
  });

  it('is asked and has a text', () => {
    expect(datasource().filterQuery(query)).toBe(true);
    expect(datasource().getQueryDisplayText(query)).toEqual(expect.stringMatching(/\S/));
  });

  it('is shown in the editor as it is sent', async () => {
    await showQueryEditor({ stored });
    const filters = screen.queryByRole('button', { name: /^Filters/ });
    await act(async () => filters?.click());
    const shown = document.body.textContent + [...document.querySelectorAll('input')].map(({ value }) => value).join();
    const { queryType, appIds, indicators = [], userIds = [], roomId = '' } = sent as RtcQuery;
    // Of a long list the field shows a part, and of what it knows the label.
    for (const value of [...appIds.slice(0, 1), ...indicators, ...userIds, roomId]) {
      const label = indicatorLabel({ name: value, label: '', unit: '', description: '', group: '' });
      expect([shown.includes(value), shown.includes(label)]).toContain(true);
    }
    expect(screen.getByRole('combobox', { name: 'Query type' })).toHaveValue(queryTypeLabel(queryType ?? ''));
  });
});
