import type { DataQueryRequest, ScopedVars } from '@grafana/data';
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
async function sent(parts: Partial<RtcQuery>, scopedVars: ScopedVars = {}): Promise<RtcQuery> {
  const backend = stubBackend();
  const request = { targets: [query(parts)], range: RANGE, scopedVars, intervalMs: 60_000 };
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

  it('is sent if there is a default app and not otherwise', () => {
    const fresh = { refId: 'A', ...createDatasource().getDefaultQuery() } as RtcQuery;
    expect(createDatasource({ defaultAppId: '661e0001' }).filterQuery(fresh)).toBe(true);
    expect(createDatasource().filterQuery(fresh)).toBe(false);
  });
});

describe('filterQuery', () => {
  const tooMany = Array.from({ length: 101 }, (_, index) => `item${index}`);

  it.each([
    ['hidden', { hide: true }],
    ['without indicator', { indicators: [] }],
    ['without app', { appIds: [] }],
    ['with more than 100 apps', { appIds: tooMany }],
    ['with more than 100 indicators', { indicators: tooMany }],
    ['with an app id of 129 characters', { appIds: ['x'.repeat(129)] }],
    ['with an indicator of 129 characters', { indicators: ['x'.repeat(129)] }],
  ])('leaves out a query %s', (_, parts) => {
    expect(createDatasource().filterQuery(query(parts))).toBe(false);
  });

  it.each([
    ['complete', {}],
    ['at the limits', { appIds: tooMany.slice(1), indicators: ['x'.repeat(128)] }],
    ['of variables', { appIds: ['$app'], indicators: ['$indicator'] }],
  ])('keeps a query that is %s', (_, parts) => {
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
    stubVariables({ app: ['a,b', '{c}', "d'|e f"] });
    expect((await sent({ appIds: ['$app'] })).appIds).toEqual(['a,b', '{c}', "d'|e f"]);
  });

  it('can stand for the granularity', async () => {
    stubVariables({ granularity: '1d' });
    expect((await sent({ granularity: '$granularity' })).granularity).toBe('1d');
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

describe('getQueryDisplayText', () => {
  it('tells indicators, apps and granularity', () => {
    expect(createDatasource().getQueryDisplayText(query({ granularity: '1d' }))).toBe('user_count · 661e0001 · 1d');
    expect(createDatasource({ defaultAppId: 'd' }).getQueryDisplayText(query({ appIds: [] }))).toBe(
      'user_count · d · auto'
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

  it('are fetched again after a failure', async () => {
    const backend = stubBackend({ appsError: new Error('no') });
    const datasource = createDatasource();
    await expect(datasource.getApps()).rejects.toThrow('no');
    backend.appsError = undefined;
    await expect(datasource.getApps()).resolves.toHaveLength(2);
  });
});
