import type { DataQueryRequest } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { lastValueFrom } from 'rxjs';

import { createDatasource, stubBackend } from '../jest/grafana';
import { VariableQueryEditor } from './components/VariableQueryEditor';
import type { RtcVariableQuery } from './types';
import { RtcVariableSupport } from './variables';

async function values(query: Partial<RtcVariableQuery>) {
  const support = new RtcVariableSupport(createDatasource());
  const request = { targets: [{ refId: 'A', ...query }] } as DataQueryRequest<RtcVariableQuery>;
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
    expect(onChange).toHaveBeenCalledWith({ refId: 'A', queryType: 'indicators' });
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
    });
  });

  it('stores its first choice for a new variable', () => {
    expect(show({})).toHaveBeenCalledWith({ refId: 'A', queryType: 'apps' });
    expect(screen.getByRole('radio', { name: 'Apps' })).toBeChecked();
  });
});
