import { DEFAULT_QUERY_TYPE, type FilterName, type QueryType, queryTypeRow } from './queryTypes';
import type { IndicatorDefinition, RtcQuery } from './types';

export const DEFAULT_DATA_DELAY = '8h';
export const DEFAULT_CACHE_TTL = '5m';

/** Most apps or indicators in one query, variables not yet expanded. */
export const MAX_ITEMS = 100;
/** Most values of a filter. */
export const MAX_FILTER_ITEMS = 50;
/** Most users of a query; the API's limit. */
export const MAX_USER_IDS = 20;
/** Longest app id, indicator name or value of a filter, in characters. */
export const MAX_ITEM_LENGTH = 128;

/** Longest legend, in characters. */
export const MAX_LEGEND_LENGTH = 1000;

/** What a legend may hold between double braces; the backend fills it in. */
export const LEGEND_PLACEHOLDERS = [
  '{{indicator}}',
  '{{label}}',
  '{{app_id}}',
  '{{app_name}}',
  '{{unit}}',
  '{{filters}}',
  '{{place}}',
];

/** What a query asks, by the kind of the value. */
export const LISTS = ['appIds', 'indicators', 'os', 'access', 'userIds'] as const;
export const CHOICES_AND_TEXTS = ['dimension', 'sort', 'granularity', 'roomId', 'productType', 'platform'] as const;

const MOST: Record<(typeof LISTS)[number], number> = {
  appIds: MAX_ITEMS,
  indicators: MAX_ITEMS,
  os: MAX_FILTER_ITEMS,
  access: MAX_FILTER_ITEMS,
  userIds: MAX_USER_IDS,
};

const FILTERS: FilterName[] = ['os', 'access', 'roomId', 'userIds', 'productType', 'platform'];

export type Problem = 'missing' | 'too-many' | 'too-long';

/** By property. That of the room is that users are named without it. */
export type QueryProblems = Partial<Record<(typeof LISTS)[number] | 'roomId', Problem>>;

/** A query that says its type. */
export type TypedQuery = RtcQuery & { queryType: QueryType };

/** A query of a type that is useful at once where the data source has a default app. */
export function defaultQuery(queryType = DEFAULT_QUERY_TYPE): Omit<TypedQuery, 'refId'> {
  const { granularities, indicators, dimensions } = queryTypeRow(queryType);
  return {
    queryType,
    appIds: [],
    ...(indicators.length > 0 && { indicators: indicators.slice(0, 1) }),
    ...(dimensions.length > 0 && { dimension: dimensions[0] }),
    ...(granularities.length > 1 && { granularity: 'auto' }),
  };
}

/** Fills in what a query written by hand or by an older version lacks. */
export function withDefaults(query: RtcQuery): TypedQuery {
  const queryType = query.queryType || DEFAULT_QUERY_TYPE;
  return { ...defaultQuery(queryType), ...query, queryType };
}

/**
 * A query with what its type has and nothing else: what the type lacks goes, a dimension or granularity that it does
 * not know becomes its default.
 */
export function fit(query: RtcQuery): TypedQuery {
  const { granularities, indicators, dimensions, filters } = queryTypeRow(query.queryType);
  const fitting = { ...query };
  if (indicators.length === 0) {
    delete fitting.indicators;
  }
  if (!isChoice(query.dimension, dimensions)) {
    delete fitting.dimension;
  }
  if (dimensions.length === 0) {
    delete fitting.sort;
  }
  if (granularities.length < 2 || !isChoice(query.granularity, ['auto', ...granularities])) {
    delete fitting.granularity;
  }
  for (const filter of FILTERS) {
    if (!filters.includes(filter) || !query[filter]?.length) {
      delete fitting[filter];
    }
  }
  return withDefaults(fitting);
}

/**
 * What to change for another query type: it keeps those of the query's indicators that the type knows, or takes its
 * default if none is left. This is decided without the backend's list, so that it does not depend on what has been
 * loaded. A distribution gets the order of its type, unless the query was one that has no order. The rest is left to
 * `fit`.
 */
export function changeQueryType(
  { queryType: before, indicators = [], sort }: RtcQuery,
  queryType: QueryType,
  ownIndicators: IndicatorDefinition[]
): Partial<RtcQuery> {
  const documented = queryTypeRow(queryType).indicators;
  const own = ownIndicators.filter((indicator) => (indicator.queryType || DEFAULT_QUERY_TYPE) === queryType);
  const known = [...documented, ...own.map(({ name }) => name)];
  const kept = indicators.filter((name) => known.includes(name));
  const wasDistribution = queryTypeRow(before).dimensions.length > 0;
  return {
    queryType,
    indicators: kept.length > 0 ? kept : documented.slice(0, 1),
    sort: wasDistribution && !sort ? undefined : queryTypeRow(queryType).sort,
  };
}

/** The filters that a query sets, in the order of its type. */
export function setFilters(query: RtcQuery): FilterName[] {
  return queryTypeRow(query.queryType).filters.filter((filter) => query[filter]?.length);
}

/** What keeps a query from being sent; empty if nothing does. */
export function findProblems(query: RtcQuery, defaultAppId: string): QueryProblems {
  const { indicators, filters } = queryTypeRow(query.queryType);
  const asked = withDefaults(query);
  const problems: QueryProblems = {};
  for (const list of LISTS) {
    const problem = listProblem(asked[list] ?? [], MOST[list]);
    if (problem) {
      problems[list] = problem;
    }
  }
  if (asked.appIds.length === 0 && !defaultAppId) {
    problems.appIds = 'missing';
  }
  if (asked.indicators?.length === 0 && indicators.length > 0) {
    problems.indicators = 'missing';
  }
  if (asked.userIds?.length && !asked.roomId && filters.includes('roomId')) {
    problems.roomId = 'missing';
  }
  return problems;
}

export function isSendable(query: RtcQuery, defaultAppId: string): boolean {
  return Object.keys(findProblems(query, defaultAppId)).length === 0;
}

/** Whether two queries ask the same, whatever the rest of their properties. */
export function asksTheSame(a: RtcQuery, b: RtcQuery): boolean {
  return whatIsAsked(a) === whatIsAsked(b);
}

function whatIsAsked(query: RtcQuery): string {
  const properties = ['queryType', 'legend', ...LISTS, ...CHOICES_AND_TEXTS] as const;
  // An empty list or text asks the same as none.
  return JSON.stringify(properties.map((property) => (query[property]?.length ? query[property] : null)));
}

function isChoice(value: string | undefined, choices: string[]): boolean {
  return choices.length > 0 && value !== undefined && (choices.includes(value) || value.startsWith('$'));
}

function listProblem(items: string[], most: number): Problem | undefined {
  if (items.length > most) {
    return 'too-many';
  }
  return items.some((item) => item.length > MAX_ITEM_LENGTH) ? 'too-long' : undefined;
}
