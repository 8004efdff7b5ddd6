import { CoreApp, type DataQueryRequest, type ScopedVars } from '@grafana/data';
import { lastValueFrom } from 'rxjs';

import { createDatasource, RANGE, stubBackend, stubVariables } from '../jest/grafana';
import type { RtcQuery } from './types';

const query = (parts: Partial<RtcQuery> = {}): RtcQuery => ({
  refId: 'A',
  appIds: ['661e0001'],
  indicators: ['user_count'],
  granularity: 'auto',
  ...parts,
});

/** The query as the backend gets it. */
const sent = (parts: Partial<RtcQuery>, scopedVars?: ScopedVars) => sentAsIs(query(parts), scopedVars);

async function sentAsIs(
  target: RtcQuery,
  scopedVars: ScopedVars = {},
  more: Partial<DataQueryRequest<RtcQuery>> = {}
): Promise<RtcQuery> {
  const backend = stubBackend();
  const request = { targets: [target], range: RANGE, scopedVars, intervalMs: 60_000, ...more };
  await lastValueFrom(createDatasource().query(request as unknown as DataQueryRequest<RtcQuery>));
  const body = backend.requests[0]?.data as { queries: RtcQuery[] };
  return body.queries[0]!;
}

beforeEach(() => {
  stubBackend();
  stubVariables();
});

describe('a new query', () => {
  it('asks for one indicator of the default app', () => {
    expect(createDatasource().getDefaultQuery()).toEqual({
      queryType: 'operationData',
      appIds: [],
      indicators: ['user_count'],
      granularity: 'auto',
    });
  });

  it.each([CoreApp.UnifiedAlerting, CoreApp.CloudAlerting])('is left to the editor in an alert rule: %s', (app) => {
    expect(createDatasource().getDefaultQuery(app)).toEqual({});
  });

  it('is sent if there is a default app and not otherwise', () => {
    const fresh = { refId: 'A', ...createDatasource().getDefaultQuery() } as RtcQuery;
    expect(createDatasource({ defaultAppId: '661e0001' }).filterQuery(fresh)).toBe(true);
    expect(createDatasource().filterQuery(fresh)).toBe(false);
  });
});

describe('filterQuery', () => {
  type Parts = [string, Partial<RtcQuery>];
  const tooMany = Array.from({ length: 101 }, (_, index) => `item${index}`);

  it.each([
    ['hidden', { hide: true }],
    ['without indicator', { indicators: [] }],
    ['without app', { appIds: [] }],
  ] satisfies Parts[])('leaves out a query %s', (_, parts) => {
    expect(createDatasource().filterQuery(query(parts))).toBe(false);
  });

  it.each([
    ['complete', {}],
    ['for more than 100 apps', { appIds: tooMany }],
    ['for more than 100 indicators', { indicators: tooMany }],
    ['for an app id of 129 characters', { appIds: ['x'.repeat(129)] }],
    ['for an indicator of 129 characters', { indicators: ['x'.repeat(129)] }],
    ['for users without their room', { queryType: 'quality', userIds: ['u'] }],
    ['for more than 20 users', { queryType: 'quality', roomId: 'r', userIds: tooMany.slice(0, 21) }],
    ['for more than 50 operating systems', { queryType: 'quality', os: tooMany.slice(0, 51) }],
    ['at the limits', { appIds: tooMany.slice(1), indicators: ['x'.repeat(128)] }],
    ['of variables', { appIds: ['$app'], indicators: ['$indicator'] }],
    ['for 20 users of a room', { queryType: 'quality', roomId: 'r', userIds: tooMany.slice(0, 20) }],
    ['of a type without indicators', { queryType: 'usage', indicators: undefined }],
  ] satisfies Parts[])('keeps a query that is %s', (_, parts) => {
    // What is wrong with it the backend says, where the panel shows it.
    expect(createDatasource().filterQuery(query(parts))).toBe(true);
  });

  it('keeps a query of a provisioned dashboard that names only what it needs', () => {
    expect(createDatasource().filterQuery({ refId: 'A', appIds: ['661e0001'] } as RtcQuery)).toBe(true);
  });
});

describe('template variables', () => {
  it('become list items, one per value and none twice', async () => {
    stubVariables({ app: ['a', 'b'], indicator: 'user_count' });
    const { appIds, indicators } = await sent({ appIds: ['b', '$app'], indicators: ['${indicator}'] });
    expect(appIds).toEqual(['b', 'a']);
    expect(indicators).toEqual(['user_count']);
  });

  it('may have values with any printable character', async () => {
    stubVariables({ user: ['a,b', '{c}', "d'|e f"], room: 'x,y' });
    const query: Partial<RtcQuery> = { queryType: 'quality', roomId: '$room', userIds: ['$user'] };
    expect(await sent(query)).toMatchObject({ roomId: 'x,y', userIds: ['a,b', '{c}', "d'|e f"] });
  });

  it.each(['appIds', 'indicators', 'os', 'access'] as const)('joined with commas are several %s', async (list) => {
    stubVariables({ several: ['a', 'b'], all: 'c,d' }, { all: 'c,d' });
    expect((await sent({ queryType: 'quality', [list]: ['${several:csv}', '$all'] }))[list]).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  it('can stand for the granularity', async () => {
    stubVariables({ granularity: '1d' });
    expect((await sent({ granularity: '$granularity' })).granularity).toBe('1d');
  });

  it('can be in every filter', async () => {
    stubVariables({ os: ['iOS', 'mac'], net: '5g', room: 'lesson', user: ['u1', 'u2'] });
    const query = { os: ['$os'], access: ['$net', 'wifi'], roomId: 'room-$room', userIds: ['$user'] };
    expect(await sent({ queryType: 'quality', ...query })).toMatchObject({
      os: ['iOS', 'mac'],
      access: ['5g', 'wifi'],
      roomId: 'room-lesson',
      userIds: ['u1', 'u2'],
    });
  });

  it('never turn a query for a room into one for all rooms', async () => {
    stubVariables({ empty: '' });
    expect((await sent({ queryType: 'quality', roomId: '$empty' })).roomId).toBe('$empty');
  });

  it('stay in a text that takes one value if they have several, and the backend says so', async () => {
    stubVariables({ room: ['a', 'b'], platform: ['iOS'] });
    const query = { queryType: 'qualityDistribution', roomId: 'x-$room', platform: '$platform' } as const;
    expect(await sent(query)).toMatchObject({ roomId: 'x-$room', platform: 'iOS' });
  });

  it('may be part of an item', async () => {
    stubVariables({ app: ['a', 'b'], env: ['1', '2'] });
    expect((await sent({ appIds: ['id-$app-$env'] })).appIds).toEqual(['id-a-1', 'id-a-2', 'id-b-1', 'id-b-2']);
  });

  it('stand for every value if All is chosen', async () => {
    // Grafana hands all values to the format function then.
    stubVariables({ app: ['661e0001', '661e0002', '661e0003'] });
    expect((await sent({ appIds: ['$app'] })).appIds).toHaveLength(3);
  });

  it('are dropped if they are empty', async () => {
    stubVariables({ empty: '', none: [] });
    expect((await sent({ appIds: ['$empty', '661e0001', '$none'] })).appIds).toEqual(['661e0001']);
  });

  it('never turn a query for certain apps into one for the default app', async () => {
    stubVariables({ empty: [] });
    expect((await sent({ appIds: ['$empty'] })).appIds).toEqual(['$empty']);
    expect((await sent({ appIds: ['$unknown'] })).appIds).toEqual(['$unknown']);
  });

  it('of a repeated panel win over the dashboard', async () => {
    stubVariables({ app: ['a', 'b'] });
    const scopedVars = { app: { text: 'b', value: 'b' } };
    expect((await sent({ appIds: ['$app'] }, scopedVars)).appIds).toEqual(['b']);
  });

  it('are filled into the legend, whose placeholders stay', async () => {
    stubVariables({ env: 'test' });
    expect((await sent({ legend: '$env {{indicator}}' })).legend).toBe('test {{indicator}}');
  });

  it('leave an empty list of apps empty', async () => {
    expect((await sent({ appIds: [] })).appIds).toEqual([]);
  });
});

describe('a query written by hand', () => {
  it.each([
    [{}, { queryType: 'operationData', indicators: ['user_count'], granularity: 'auto' }],
    [{ queryType: 'realTimeOperationData' }, { indicators: ['online_user_count'] }],
    [
      { queryType: 'qualityDistribution', productType: 'web' },
      { indicators: ['join_room_success_rate'], dimension: 'Province', productType: 'web' },
    ],
    [{ queryType: 'usage' }, {}],
  ] as Array<[Partial<RtcQuery>, Partial<RtcQuery>]>)('gets the defaults of its type: %j', async (parts, defaults) => {
    const asked = await sentAsIs({ refId: 'A', appIds: ['a'], ...parts });
    const absent = ['indicators', 'dimension', 'granularity'].filter((name) => !(name in defaults));
    expect(asked).toMatchObject({ ...parts, ...defaults });
    expect(absent.filter((name) => name in asked)).toEqual([]);
  });

  it('is sent with what its type lacks', async () => {
    // The backend refuses it: without the room the numbers would be those of all rooms.
    expect((await sent({ queryType: 'usage', roomId: 'r' })).roomId).toBe('r');
  });
});

describe('ad-hoc filters', () => {
  it('can be set for what quality data is filtered by', async () => {
    const keys = await createDatasource().getTagKeys();
    expect(keys.map(({ value }) => value)).toEqual(['os', 'access', 'productType', 'platform', 'roomId']);
    const valuesOf = async (key: string) =>
      (await createDatasource().getTagValues({ key, filters: [] })).map(({ value }) => value);
    expect(await valuesOf('access')).toContain('wifi');
    expect(await valuesOf('productType')).toEqual(['native', 'web']);
    expect(await valuesOf('roomId')).toEqual([]);
    expect(await valuesOf('constructor')).toEqual([]);
  });

  it('are sent beside the own filters of a query', async () => {
    const filters = [
      { key: 'os', operator: '=|', value: 'iOS', values: ['iOS', 'mac'] },
      { key: 'roomId', operator: '=', value: 'lesson' },
    ];
    const asked = await sentAsIs(query({ queryType: 'quality', os: ['windows'] }), {}, { filters });
    expect(asked).toMatchObject({
      os: ['windows'],
      adHocFilters: [
        { key: 'os', operator: '=|', values: ['iOS', 'mac'] },
        { key: 'roomId', operator: '=', values: ['lesson'] },
      ],
    });
  });

  it('become own filters of a query that Explore or a rule takes over', () => {
    const filters = [
      { key: 'os', operator: '=|', value: 'iOS', values: ['iOS', 'mac'] },
      { key: 'access', operator: '=', value: 'wifi' },
      { key: 'roomId', operator: '=', value: 'lesson' },
      { key: 'platform', operator: '=', value: 'Web' },
      { key: 'productType', operator: '!=', value: 'web' },
    ];
    const taken = createDatasource().interpolateVariablesInQueries(
      [query({ queryType: 'quality', access: ['5g'] })],
      {},
      filters
    );
    expect(taken).toEqual([
      {
        ...query({ queryType: 'quality', access: ['5g'], os: ['iOS', 'mac'], roomId: 'lesson' }),
        // What the backend refuses, or says that it does not do, in a panel with an expression.
        adHocFilters: [
          { key: 'access', operator: '=', values: ['wifi'] },
          { key: 'platform', operator: '=', values: ['Web'] },
          { key: 'productType', operator: '!=', values: ['web'] },
        ],
      },
    ]);
  });

  it('on the same key are left to the backend', () => {
    const filters = [
      { key: 'os', operator: '=|', value: 'iOS', values: ['iOS', 'mac'] },
      { key: 'os', operator: '=', value: 'iOS' },
      { key: 'access', operator: '=', value: ' ' },
    ];
    const [taken] = createDatasource().interpolateVariablesInQueries([query({ queryType: 'quality' })], {}, filters);
    expect(taken).toEqual({
      ...query({ queryType: 'quality' }),
      adHocFilters: [
        { key: 'os', operator: '=|', values: ['iOS', 'mac'] },
        { key: 'os', operator: '=', values: ['iOS'] },
      ],
    });
  });

  it('for the web become own filters where nothing else is against it', () => {
    const filters = [{ key: 'productType', operator: '=', value: 'web' }];
    const [taken] = createDatasource().interpolateVariablesInQueries([query({ queryType: 'quality' })], {}, filters);
    expect(taken).toEqual(query({ queryType: 'quality', productType: 'web' }));
  });

  it('that exclude each other are left to the backend', () => {
    const filters = [
      { key: 'os', operator: '=', value: 'iOS' },
      { key: 'productType', operator: '=', value: 'web' },
      { key: 'roomId', operator: '=', value: 'lesson' },
    ];
    const [taken] = createDatasource().interpolateVariablesInQueries([query({ queryType: 'quality' })], {}, filters);
    expect(taken).toEqual({
      ...query({ queryType: 'quality', roomId: 'lesson' }),
      adHocFilters: [
        { key: 'os', operator: '=', values: ['iOS'] },
        { key: 'productType', operator: '=', values: ['web'] },
      ],
    });
  });

  it('are no field of a query without them', async () => {
    expect(await sent({})).not.toHaveProperty('adHocFilters');
  });
});

describe('getQueryDisplayText', () => {
  it('tells the type and what is asked', () => {
    const textOf = (parts: Partial<RtcQuery>) =>
      createDatasource({ defaultAppId: 'd' }).getQueryDisplayText({ refId: 'A', appIds: [], ...parts });
    expect(textOf({ appIds: ['661e0001'], granularity: '1d' })).toBe('Operation data · user_count · 661e0001 · 1d');
    expect(textOf({ queryType: 'usage' })).toBe('Usage · d');
    expect(textOf({ queryType: 'qualityDistribution', dimension: 'OS', productType: 'web' })).toBe(
      'Quality distribution · join_room_success_rate · d · OS · web'
    );
    expect(textOf({ queryType: 'realTimeQuality', roomId: 'r', userIds: ['u', 'v'] })).toBe(
      'Real-time quality · join_room_success_rate · d · r · u, v'
    );
  });
});

describe('lists for the editors', () => {
  it('are fetched once', async () => {
    const backend = stubBackend();
    const datasource = createDatasource();
    await Promise.all([datasource.getApps(), datasource.getApps()]);
    await datasource.getApps();
    expect(backend.requests).toHaveLength(1);
  });

  it('are fetched once for each query type', async () => {
    const backend = stubBackend();
    const datasource = createDatasource();
    for (const type of ['quality', 'operationData', 'quality'] as const) {
      await datasource.getIndicators(type);
    }
    expect(backend.requests.map(({ params }) => params?.queryType)).toEqual(['quality', 'operationData']);
  });

  it('are fetched again after a failure', async () => {
    const backend = stubBackend({ appsError: new Error('no') });
    const datasource = createDatasource();
    await expect(datasource.getApps()).rejects.toThrow('no');
    backend.appsError = undefined;
    await expect(datasource.getApps()).resolves.toHaveLength(2);
  });
});
