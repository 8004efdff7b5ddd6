import type { DataQueryRequest } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { lastValueFrom } from 'rxjs';

import { createDatasource, stubBackend, stubVariables } from '../jest/grafana';
import { VariableQueryEditor } from './components/VariableQueryEditor';
import type { RtcVariableQuery } from './types';
import { RtcVariableSupport } from './variables';

beforeEach(() => stubVariables());

async function values(query: Partial<RtcVariableQuery>) {
  const support = new RtcVariableSupport(createDatasource());
  const stored = query && typeof query === 'object' && !Array.isArray(query) ? { refId: 'A', ...query } : query;
  const request = { targets: [stored] } as DataQueryRequest<RtcVariableQuery>;
  return (await lastValueFrom(support.query(request))).data;
}

describe('query variables', () => {
  it('list apps by name and id, an unnamed one by its id', async () => {
    stubBackend({
      apps: [
        { id: '1', name: 'Classroom' },
        { id: '2', name: '' },
      ],
    });
    const expected = [
      { text: 'Classroom', value: '1' },
      { text: '2', value: '2' },
    ];
    expect(await values({ queryType: 'apps' })).toEqual(expected);
    expect(await values({})).toEqual(expected);
  });

  it('list indicators by label and name', async () => {
    stubBackend();
    expect(await values({ queryType: 'indicators' })).toEqual([
      { text: 'Users in calls', value: 'user_count' },
      { text: 'Average call time', value: 'avg_call_time' },
    ]);
  });

  it('list the indicators of another query type', async () => {
    stubBackend();
    expect(await values({ queryType: 'indicators', indicatorsOf: 'quality' })).toEqual([
      { text: 'Stalls', value: 'stall_rate' },
    ]);
  });

  it('list the indicators of the query type that another variable has', async () => {
    stubBackend();
    stubVariables({ type: 'quality' });
    const query = { queryType: 'indicators', indicatorsOf: '$type' } as const;
    expect(await values(query)).toEqual([{ text: 'Stalls', value: 'stall_rate' }]);
  });

  it.each([null, '', 'apps', [], { queryType: null }, { queryType: '' }])(
    'list apps if nothing is said: %j',
    async (stored) => {
      stubBackend();
      expect(await values(stored as never)).toHaveLength(2);
    }
  );

  it.each(['constructor', 'later', 7])('say that they do not know what to list: %p', async (queryType) => {
    stubBackend();
    await expect(values({ queryType: queryType as never })).rejects.toThrow(`no variable query ${queryType}`);
  });

  it('see new apps when they are refreshed', async () => {
    const backend = stubBackend();
    const support = new RtcVariableSupport(createDatasource());
    const request = { targets: [{ refId: 'A', queryType: 'apps' }] } as DataQueryRequest<RtcVariableQuery>;
    await lastValueFrom(support.query(request));
    backend.apps = [{ id: '9', name: 'New' }];
    expect((await lastValueFrom(support.query(request))).data).toEqual([{ text: 'New', value: '9' }]);
  });

  it('fail with the failure of the backend', async () => {
    stubBackend({ appsError: new Error('throttled') });
    await expect(values({ queryType: 'apps' })).rejects.toThrow('throttled');
  });

  it('are support of the data source itself', () => {
    expect(createDatasource().variables).toBeInstanceOf(RtcVariableSupport);
  });
});

describe('the editor of a query variable', () => {
  const show = (query: Partial<RtcVariableQuery>) => {
    const onChange = jest.fn();
    render(
      <VariableQueryEditor
        datasource={createDatasource()}
        query={{ refId: 'A', ...query } as RtcVariableQuery}
        onChange={onChange}
        onRunQuery={() => {}}
      />
    );
    return onChange;
  };

  it('stores what is listed', async () => {
    const onChange = show({ queryType: 'apps' });
    expect(onChange).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('radio', { name: 'Indicators' }));
    expect(onChange).toHaveBeenCalledWith({
      refId: 'A',
      queryType: 'indicators',
      query: 'indicators of operationData',
    });
  });

  it('stores the query type whose indicators are listed', async () => {
    const onChange = show({ queryType: 'indicators' });
    const queryType = screen.getByRole('combobox', { name: 'Query type' });
    expect(queryType).toHaveValue('Operation data');
    await userEvent.click(queryType);
    expect(screen.queryByRole('option', { name: /^Usage/ })).not.toBeInTheDocument();
    await userEvent.click(await screen.findByRole('option', { name: /^Real-time operation data/ }));
    expect(onChange).toHaveBeenLastCalledWith({
      refId: 'A',
      queryType: 'indicators',
      indicatorsOf: 'realTimeOperationData',
      query: 'indicators of realTimeOperationData',
    });
  });

  it('gives every choice a definition', async () => {
    const onChange = show({ queryType: 'indicators', indicatorsOf: 'quality' });
    await userEvent.click(screen.getByRole('radio', { name: 'Apps' }));
    expect(onChange).toHaveBeenLastCalledWith(expect.objectContaining({ query: 'apps' }));
  });

  it.each([null, '', 7, [], { queryType: 'constructor' }, { queryType: 'indicators', indicatorsOf: 'toString' }])(
    'shows whatever is stored: %j',
    (stored) => {
      render(
        <VariableQueryEditor
          datasource={createDatasource()}
          query={stored as never}
          onChange={() => {}}
          onRunQuery={() => {}}
        />
      );
      expect(screen.getByRole('radio', { name: 'Apps' })).toBeInTheDocument();
    }
  );

  it('stores its first choice for a new variable', () => {
    expect(show({})).toHaveBeenCalledWith({ refId: 'A', queryType: 'apps', query: 'apps' });
    expect(screen.getByRole('radio', { name: 'Apps' })).toBeChecked();
  });
});
