import { type DataQueryRequest, type DataQueryResponse, LoadingState } from '@grafana/data';
import { type BackendSrvRequest, setBackendSrv } from '@grafana/runtime';
import { of, type Subscription, throwError } from 'rxjs';

import { createDatasource, RANGE, stubVariables } from '../jest/grafana';
import type { RtcQuery } from './types';

interface Part {
  /** Of query A; one value for each. */
  values?: number[];
  /** Milliseconds after which there is more. Absent: the answer is whole. */
  readyInMs?: unknown;
  error?: string;
}

/** What the backend answers to a request: a part for each query. */
type Answer = Record<string, Part>;

const OUTAGE = { status: 502, statusText: 'Bad gateway', data: { message: 'gone' } };
type Outage = typeof OUTAGE;
const isOutage = (answer: Answer | Outage): answer is Outage => answer === OUTAGE;

const WHOLE: Answer = { A: { values: [1, 2, 3] } };

function results(answer: Answer) {
  const entries = Object.entries(answer).map(([refId, { values = [], readyInMs, error }]) => {
    const custom = readyInMs === undefined ? {} : { partial: true, readyInMs };
    const notices = readyInMs === undefined ? [] : [{ severity: 'info', text: 'More is on its way.' }];
    const frame = {
      schema: { refId, meta: { custom, notices }, fields: [{ name: 'v', type: 'number' }] },
      data: { values: [values] },
    };
    return [refId, error ? { error, status: 400 } : { frames: [frame] }];
  });
  return { results: Object.fromEntries(entries) };
}

/** Runs a query against answers that come one after the other, the last one for ever. */
function run(answers: Array<Answer | Outage>, request: Partial<DataQueryRequest<RtcQuery>> = {}) {
  const requests: BackendSrvRequest[] = [];
  const fetch = (sent: BackendSrvRequest) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)]!;
    requests.push(sent);
    return isOutage(answer) ? throwError(() => answer) : of({ data: results(answer), status: 200, ok: true });
  };
  setBackendSrv({ fetch } as never);
  const seen: DataQueryResponse[] = [];
  let ended = false;
  const targets = [{ refId: 'A', appIds: ['a'] }] as RtcQuery[];
  const asked = { requestId: 'Q1', targets, range: RANGE, scopedVars: {}, intervalMs: 1000, ...request };
  const subscription: Subscription = createDatasource()
    .query(asked as DataQueryRequest<RtcQuery>)
    .subscribe({ next: (response) => seen.push(response), complete: () => (ended = true) });
  const states = () => seen.map(({ state }) => state);
  const lengths = () => seen.map(({ data }) => data[0]?.length);
  const after = (ms: number) => jest.advanceTimersByTimeAsync(ms);
  return { requests, seen, states, lengths, after, subscription, hasEnded: () => ended };
}

const queriesOf = ({ data }: BackendSrvRequest): RtcQuery[] => data.queries;

beforeEach(() => {
  jest.useFakeTimers();
  stubVariables();
});

afterEach(() => jest.useRealTimers());

describe('an answer that is whole', () => {
  it('is asked for once, by a query that allows a part', async () => {
    const { requests, states, after, hasEnded } = run([WHOLE]);
    await after(60_000);
    expect(requests).toHaveLength(1);
    expect(queriesOf(requests[0]!)[0]).toMatchObject({ progressive: true });
    expect(requests[0]!.headers).not.toHaveProperty('X-Cache-Skip');
    expect(states()).toEqual([LoadingState.Done]);
    expect(hasEnded()).toBe(true);
  });
});

describe('an answer that is a part', () => {
  const parts: Answer[] = [{ A: { values: [1], readyInMs: 1500 } }, { A: { values: [1, 2], readyInMs: 4000 } }, WHOLE];

  it('is shown at once, and asked for again when there is more, until it is whole', async () => {
    const { requests, states, lengths, after, hasEnded, seen } = run(parts);
    await after(0);
    expect([states(), lengths()]).toEqual([[LoadingState.Streaming], [1]]);
    await after(1499);
    expect(requests).toHaveLength(1);
    await after(1);
    expect(lengths()).toEqual([1, 2]);
    await after(4000);
    expect([states(), lengths()]).toEqual([
      [LoadingState.Streaming, LoadingState.Streaming, LoadingState.Done],
      [1, 2, 3],
    ]);
    expect(hasEnded()).toBe(true);
    expect(seen.map(({ data }) => data[0].meta.notices.length)).toEqual([1, 1, 0]);
    await after(60_000);
    expect(requests).toHaveLength(3);
  });

  it('is not drawn as long as it has no value', async () => {
    const { states, after } = run([{ A: { readyInMs: 1000 } }, ...parts]);
    await after(10_000);
    expect(states()).toEqual([LoadingState.Loading, LoadingState.Streaming, LoadingState.Streaming, LoadingState.Done]);
  });

  it('is replaced as a whole: all responses have one key', async () => {
    const { after, seen } = run(parts);
    await after(10_000);
    expect(new Set(seen.map(({ key }) => key)).size).toBe(1);
    expect(seen[0]!.key).toBeTruthy();
  });

  it('comes from no cache when it is asked for again', async () => {
    const { requests, after } = run(parts);
    await after(10_000);
    expect(requests.map(({ headers }) => headers?.['X-Cache-Skip'])).toEqual([undefined, 'true', 'true']);
    expect(requests.map((request) => queriesOf(request)[0]!.progressive)).toEqual([true, true, true]);
    expect(new Set(requests.map(({ data }) => `${data.from} ${data.to}`)).size).toBe(1);
  });

  it('is not asked for again once the panel has left', async () => {
    const { requests, after, subscription } = run(parts);
    await after(1000);
    subscription.unsubscribe();
    await after(60_000);
    expect(requests).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([
    [1, 1000],
    [-5, 1000],
    ['soon', 1000],
    [null, 1000],
    [99_999_999, 10_000],
  ])('that is ready in %p ms is asked for again after %d', async (readyInMs, wait) => {
    const { requests, after } = run([{ A: { readyInMs } }, WHOLE]);
    await after(wait - 1);
    expect(requests).toHaveLength(1);
    await after(1);
    expect(requests).toHaveLength(2);
  });

  it('is asked for again as soon as one of several queries has more', async () => {
    const { requests, after } = run([{ A: { readyInMs: 9000 }, B: { readyInMs: 2000 }, C: {} }, WHOLE], {
      targets: ['A', 'B', 'C'].map((refId) => ({ refId, appIds: ['a'] })) as RtcQuery[],
    });
    await after(2000);
    expect(requests).toHaveLength(2);
  });

  it('is given up after ten minutes, and then done', async () => {
    const { requests, after, states, hasEnded } = run([{ A: { values: [1], readyInMs: 10_000 } }]);
    await after(60 * 60 * 1000);
    expect(requests.length).toBeLessThanOrEqual(61);
    expect(states().at(-1)).toBe(LoadingState.Done);
    expect(hasEnded()).toBe(true);
  });

  it('stays when the next one fails, and the failure is told', async () => {
    for (const failure of [OUTAGE, { A: { error: 'throttled' } }]) {
      const { after, seen, lengths, hasEnded } = run([parts[0]!, failure]);
      await after(2000);
      expect(lengths()).toEqual([1, 1]);
      expect(seen[1]).toMatchObject({ state: LoadingState.Error, error: {} });
      expect(hasEnded()).toBe(true);
    }
  });
});

describe('a mixed panel', () => {
  it('asks once, patiently', async () => {
    const stored = { refId: 'A', appIds: ['a'], progressive: true };
    const { requests, after } = run([WHOLE], { requestId: 'mixed-SQR101', targets: [stored] });
    await after(60_000);
    expect(requests).toHaveLength(1);
    expect(queriesOf(requests[0]!)[0]).not.toHaveProperty('progressive');
  });
});

it('the mark is never in a query that Explore or a rule takes over', () => {
  const stored = { refId: 'A', appIds: ['a'], progressive: true };
  expect(createDatasource().interpolateVariablesInQueries([stored], {})[0]).not.toHaveProperty('progressive');
});
