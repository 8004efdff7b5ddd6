import { type DataSourceInstanceSettings, type ScopedVars, toUtc, type TypedVariableModel } from '@grafana/data';
import {
  type BackendSrv,
  type BackendSrvRequest,
  setBackendSrv,
  setTemplateSrv,
  type TemplateSrv,
} from '@grafana/runtime';
import { from, of, switchMap, throwError } from 'rxjs';

import { RtcDataSource } from '../src/datasource';
import type { App, Indicator, QueryTypeFacts, Room, RoomUser, RtcOptions } from '../src/types';

// The part of Grafana that the plugin talks to: variables and the way to the backend.

export const APPS: App[] = [
  { id: '661e0001', name: 'Classroom' },
  { id: '661e0002', name: 'Voice rooms' },
];

export const INDICATORS: Indicator[] = [
  {
    name: 'user_count',
    label: 'Users in calls',
    unit: 'short',
    description: 'Distinct user ids of the app that took part in calls (通话人数)',
    group: 'Scale',
  },
  { name: 'avg_call_time', label: 'Average call time', unit: '', description: 'A call duration', group: 'Duration' },
];

export const QUALITY_INDICATORS: Indicator[] = [
  {
    name: 'stall_rate',
    label: 'Stalls',
    unit: 'percent',
    description: 'Share of playback that stalled; the API answers with one series for audio and one for video',
    group: 'Quality',
  },
];

export const QUERY_TYPES: QueryTypeFacts[] = [
  { name: 'operationData', delay: '8 h', alertRanges: { auto: 'now-11h', '1h': 'now-11h', '1d': 'now-34h' } },
  { name: 'realTimeQuality', delay: '1m', alertRanges: { auto: 'now-5m', '30s': 'now-5m' } },
  { name: 'qualityDistribution', delay: '8 h', alertRanges: { auto: 'now-11h' } },
];

/** The newest first; two calls were held in the second room. */
export const ROOMS: Room[] = [
  { roomId: 'room-2', created: '2026-01-01T12:00:00Z', active: true, users: 3 },
  { roomId: 'room, 1', created: '2026-01-01T11:00:00Z', active: false, users: 2 },
  { roomId: 'room, 1', created: '', active: false, users: null },
];

export const ROOM_USERS: RoomUser[] = [
  { userId: 'alice', os: 'ios' },
  { userId: 'bob, jr', os: '' },
];

interface Backend {
  /** Requests, in order. */
  requests: Array<Pick<BackendSrvRequest, 'url' | 'params' | 'data'>>;
  apps?: App[];
  /** By query type. */
  indicators?: Record<string, Indicator[]>;
  rooms?: Room[];
  roomUsers?: RoomUser[];
  /** What `/rooms` and `/room-users` fail with. */
  roomsError?: unknown;
  /** Answers of `/api/ds/query`, by refId. */
  results?: object;
  /** What `/apps` fails with. */
  appsError?: unknown;
  /** `/apps` answers when it is done. */
  appsArrive?: Promise<unknown>;
}

/** Answers queries with nothing and resources with lists; records what was asked. */
export function stubBackend(answers: Omit<Backend, 'requests'> = {}): Backend {
  const indicators = { operationData: INDICATORS, quality: QUALITY_INDICATORS };
  const backend: Backend = {
    requests: [],
    apps: APPS,
    indicators,
    rooms: ROOMS,
    roomUsers: ROOM_USERS,
    results: {},
    ...answers,
  };
  const answer = (data: unknown) => of({ data, status: 200, ok: true });
  const answerApps = () => (backend.appsError ? throwError(() => backend.appsError) : answer(backend.apps));
  const fetch = ({ url, params, data }: BackendSrvRequest) => {
    backend.requests.push({ url, params, data });
    if (url.endsWith('/apps')) {
      return backend.appsArrive ? from(backend.appsArrive).pipe(switchMap(answerApps)) : answerApps();
    }
    if (/\/room(s|-users)$/.test(url)) {
      const items = url.endsWith('/rooms') ? backend.rooms : backend.roomUsers;
      return backend.roomsError ? throwError(() => backend.roomsError) : answer(items);
    }
    if (url.endsWith('/query-types')) {
      return answer(QUERY_TYPES);
    }
    return url.endsWith('/indicators')
      ? answer(backend.indicators?.[params?.queryType] ?? [])
      : answer({ results: backend.results });
  };
  setBackendSrv({ fetch } as unknown as BackendSrv);
  return backend;
}

const VARIABLE = /\$(\w+)|\$\{(\w+)(?::(\w+))?\}/g;

/**
 * Replaces variables as Grafana does: unknown ones stay, a format function gets one value or a list, the format `csv`
 * joins them, and a custom "All" value is taken as it is.
 */
export function stubVariables(
  values: Record<string, string | string[]> = {},
  customAll: Record<string, string> = {}
): void {
  const replace = (text = '', scopedVars?: ScopedVars, format?: string | Function) =>
    text.replace(VARIABLE, (match, plain, braced, ownFormat) => {
      const name = plain ?? braced;
      const value = scopedVars?.[name]?.value ?? values[name];
      if (value === undefined || name in customAll) {
        return customAll[name] ?? match;
      }
      if (ownFormat === 'csv') {
        return [value].flat().join(',');
      }
      return typeof format === 'function' ? format(value, { name }) : [value].flat().join(' + ');
    });
  const getVariables = () => Object.keys(values).map((name) => ({ name, type: 'query' }) as TypedVariableModel);
  setTemplateSrv({
    replace,
    getVariables,
    containsTemplate: (text) => Boolean(text?.match(VARIABLE)),
    updateTimeRange: () => {},
  } as TemplateSrv);
}

export function createDatasource(jsonData: RtcOptions = {}): RtcDataSource {
  return new RtcDataSource({
    id: 1,
    uid: 'rtc',
    type: 'volcengine-rtc-datasource',
    name: 'RTC',
    jsonData,
  } as DataSourceInstanceSettings<RtcOptions>);
}

export const RANGE = {
  from: toUtc('2026-01-01'),
  to: toUtc('2026-01-02'),
  raw: { from: 'now-1d', to: 'now' },
};
