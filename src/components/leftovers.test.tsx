import { screen } from '@testing-library/react';

import { stubBackend, stubVariables } from '../../jest/grafana';
import { showQueryEditor } from '../../jest/queryEditor';
import { createDatasource } from '../../jest/grafana';
import type { RtcQuery } from '../types';

beforeEach(() => {
  stubBackend();
  stubVariables();
});

describe('what does not go with the query type', () => {
  it.each([
    ['Operating systems: iOS, mac', { queryType: 'operationData', os: ['iOS', 'mac'] }],
    ['Room ID: lesson', { queryType: 'usage', roomId: 'lesson' }],
    ['Indicators: user_count', { queryType: 'usage', indicators: ['user_count'] }],
    ['Dimension: Province', { queryType: 'quality', dimension: 'Province' }],
    ['Dimension: Planet', { queryType: 'qualityDistribution', dimension: 'Planet' }],
    ['Granularity: 1d', { queryType: 'qualityDistribution', granularity: '1d' }],
    ['Granularity: 5min', { queryType: 'operationData', granularity: '5min' }],
  ])('is shown as it is sent, and can be removed: %s', async (text, stored) => {
    const parts = { refId: 'A', appIds: ['661e0001'], ...stored };
    const [field] = Object.keys(stored).slice(-1) as ['os'];
    expect(createDatasource().applyTemplateVariables(parts as RtcQuery, {})[field]).toEqual(stored[field as never]);

    const { user, lastQuery, onRunQuery } = await showQueryEditor({ stored: parts });
    expect(screen.getByRole('alert')).toHaveTextContent(`${text} does not go with query type`);
    expect(onRunQuery).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Remove' }));
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    expect(lastQuery()?.[field]).not.toEqual(stored[field as never]);
  });

  it('stays when another field is changed', async () => {
    const { user, lastQuery } = await showQueryEditor({ stored: { refId: 'A', appIds: ['a'], os: ['iOS'] } });
    await user.click(screen.getByRole('radio', { name: 'Day' }));
    expect(lastQuery()).toMatchObject({ os: ['iOS'], granularity: '1d' });
  });

  it('is nothing in a query that the editor made, or where a variable stands', async () => {
    const queries: Array<Partial<RtcQuery>> = [
      {},
      { queryType: 'quality', os: ['iOS'] },
      { queryType: 'qualityDistribution', dimension: '$dimension' },
      // Of other data sources; the backend takes no notice of them.
      { format: 'time_series', direction: 'backward' } as object,
      { format: 'table' },
    ];
    for (const query of queries) {
      await showQueryEditor({ query });
    }
    expect(screen.queryByRole('button', { name: 'Remove' })).not.toBeInTheDocument();
  });
});
