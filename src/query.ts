import type { RtcQuery } from './types';

export const DEFAULT_DATA_DELAY = '8h';
export const DEFAULT_CACHE_TTL = '5m';

/** Most apps or indicators in one query, variables not yet expanded. */
export const MAX_ITEMS = 100;
/** Longest app id or indicator name, in characters. */
export const MAX_ITEM_LENGTH = 128;

/** Longest legend, in characters. */
export const MAX_LEGEND_LENGTH = 1000;

/** What a legend may hold between double braces; the backend fills it in. */
export const LEGEND_PLACEHOLDERS = ['{{indicator}}', '{{label}}', '{{app_id}}', '{{app_name}}', '{{unit}}'];

/** Useful at once where the data source has a default app. */
export const DEFAULT_QUERY: Pick<RtcQuery, 'queryType' | 'appIds' | 'indicators' | 'granularity'> = {
  queryType: 'operationData',
  appIds: [],
  indicators: ['user_count'],
  granularity: 'auto',
};

export type Problem = 'missing' | 'too-many' | 'too-long';

export interface QueryProblems {
  appIds?: Problem;
  indicators?: Problem;
}

/** Fills in what a query written by hand or by an older version lacks. */
export function withDefaults(query: RtcQuery): RtcQuery {
  return { ...DEFAULT_QUERY, ...query };
}

/** What keeps a query from being sent; empty if nothing does. */
export function findProblems(query: RtcQuery, defaultAppId: string): QueryProblems {
  const { appIds, indicators } = withDefaults(query);
  const problems: QueryProblems = {};
  const ofApps = appIds.length === 0 && !defaultAppId ? 'missing' : listProblem(appIds);
  const ofIndicators = indicators.length === 0 ? 'missing' : listProblem(indicators);
  if (ofApps) {
    problems.appIds = ofApps;
  }
  if (ofIndicators) {
    problems.indicators = ofIndicators;
  }
  return problems;
}

export function isSendable(query: RtcQuery, defaultAppId: string): boolean {
  return Object.keys(findProblems(query, defaultAppId)).length === 0;
}

/** Whether two queries ask the same, whatever the rest of their properties. */
export function asksTheSame(a: RtcQuery, b: RtcQuery): boolean {
  return (
    sameItems(a.appIds, b.appIds) &&
    sameItems(a.indicators, b.indicators) &&
    a.granularity === b.granularity &&
    (a.legend ?? '') === (b.legend ?? '')
  );
}

function listProblem(items: string[]): Problem | undefined {
  if (items.length > MAX_ITEMS) {
    return 'too-many';
  }
  return items.some((item) => item.length > MAX_ITEM_LENGTH) ? 'too-long' : undefined;
}

function sameItems(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
