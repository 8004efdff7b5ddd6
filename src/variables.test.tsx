import type { DataQueryRequest } from '@grafana/data';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { lastValueFrom } from 'rxjs';

import { createDatasource, RANGE, stubBackend, stubVariables } from '../jest/grafana';
import { VariableQueryEditor } from './components/VariableQueryEditor';
import type { RtcOptions, RtcVariableQuery } from './types';
import { RtcVariableSupport } from './variables';

beforeEach(() => stubVariables());

async function values(query: Partial<RtcVariableQuery>, options?: RtcOptions) {
  const support = new RtcVariableSupport(createDatasource(options));
  const stored = query && typeof query === 'object' && !Array.isArray(query) ? { refId: 'A', ...query } : query;
  const request = { targets: [stored], range: RANGE } as DataQueryRequest<RtcVariableQuery>;
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

  const FROM_TO = { from: String(RANGE.from.valueOf()), to: String(RANGE.to.valueOf()) };
  const paramsOf = (backend: ReturnType<typeof stubBackend>) => backend.requests.map(({ params }) => params);

  it('list the rooms of the time range, each once, the newest first', async () => {
    const backend = stubBackend();
    stubVariables({ app: ['1', '2'] });
    expect(await values({ queryType: 'rooms', appIds: ['$app'] })).toEqual([
      { text: 'room-2', value: 'room-2' },
      { text: 'room, 1', value: 'room, 1' },
    ]);
    expect(paramsOf(backend)).toEqual([{ appIds: '1,2', ...FROM_TO }]);
  });

  it('list the rooms of the default app where they name none', async () => {
    const backend = stubBackend();
    await values({ queryType: 'rooms' }, { defaultAppId: '7' });
    expect(paramsOf(backend)).toEqual([{ appIds: '7', ...FROM_TO }]);
  });

  it('list at most 1,000 rooms', async () => {
    const rooms = Array.from({ length: 1500 }, (_, at) => ({ roomId: `r${at}`, created: '', active: false, users: 1 }));
    stubBackend({ rooms });
    const listed = await values({ queryType: 'rooms', appIds: ['1'] });
    expect(listed).toHaveLength(1000);
    expect(listed[0]).toEqual({ text: 'r0', value: 'r0' });
  });

  it('list the users of the room that another variable has', async () => {
    const backend = stubBackend();
    stubVariables({ app: '1', room: 'room, 1' });
    expect(await values({ queryType: 'roomUsers', appIds: ['$app'], roomId: '$room' })).toEqual([
      { text: 'alice', value: 'alice' },
      { text: 'bob, jr', value: 'bob, jr' },
    ]);
    expect(paramsOf(backend)).toEqual([{ appIds: '1', roomId: 'room, 1', ...FROM_TO }]);
  });

  it('list no users where the variable of the room has no value', async () => {
    const backend = stubBackend();
    stubVariables({ room: '' });
    expect(await values({ queryType: 'roomUsers', appIds: ['1'], roomId: '$room' })).toEqual([]);
    expect(backend.requests).toEqual([]);
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
  const show = (query: Partial<RtcVariableQuery>, options?: RtcOptions) => {
    const onChange = jest.fn();
    render(
      <VariableQueryEditor
        datasource={createDatasource(options)}
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

  const ON = { drillDown: true, defaultAppId: '1' };

  it('offers rooms and users where the administrator allows them', async () => {
    const onChange = show({ queryType: 'apps' }, ON);
    await userEvent.click(screen.getByRole('radio', { name: 'Rooms' }));
    expect(onChange).toHaveBeenLastCalledWith({ refId: 'A', queryType: 'rooms', query: 'rooms' });
  });

  it('does not offer them otherwise, and shows what is stored', async () => {
    stubBackend();
    await act(async () => show({ queryType: 'rooms' }));
    expect(screen.getByRole('radio', { name: 'Rooms' })).toBeChecked();
    expect(screen.queryByRole('radio', { name: 'Room users' })).not.toBeInTheDocument();
  });

  it('stores the app and the room whose users are listed', async () => {
    stubBackend();
    stubVariables({ app: '1', room: 'r1' });
    const onChange = show({ queryType: 'roomUsers', appIds: ['$app'] }, ON);
    expect(screen.getByRole('alert')).toHaveTextContent('Choose a room or type its ID.');
    await userEvent.click(screen.getByRole('combobox', { name: 'Room ID' }));
    await userEvent.click(await screen.findByRole('option', { name: '$room' }));
    expect(onChange).toHaveBeenLastCalledWith({
      refId: 'A',
      queryType: 'roomUsers',
      appIds: ['$app'],
      roomId: '$room',
      query: 'users of room $room of $app',
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
