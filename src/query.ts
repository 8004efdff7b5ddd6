import {
  DEFAULT_QUERY_TYPE,
  DIRECTIONS,
  type FilterName,
  isQueryType,
  LIST_FORMATS,
  type QueryType,
  queryTypeRow,
  SORTS,
} from './queryTypes';
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
export const CHOICES_AND_TEXTS = [
  'dimension',
  'sort',
  'granularity',
  'roomId',
  'productType',
  'platform',
  'direction',
  'format',
] as const;

const MOST: Record<(typeof LISTS)[number], number> = {
  appIds: MAX_ITEMS,
  indicators: MAX_ITEMS,
  os: MAX_FILTER_ITEMS,
  access: MAX_FILTER_ITEMS,
  userIds: MAX_USER_IDS,
};

const FILTERS: FilterName[] = ['os', 'access', 'platform', 'roomId', 'userIds', 'productType'];

export type Problem = 'missing' | 'too-many' | 'too-long';

/** By property. That of the room is that the type requires it, or that users are named without it. */
export type QueryProblems = Partial<Record<(typeof LISTS)[number] | 'roomId', Problem>>;

/** A query that says its type. */
export type TypedQuery = RtcQuery & { queryType: QueryType };

/** A query of a type that is useful at once where the data source has a default app. */
export function defaultQuery(queryType: QueryType = DEFAULT_QUERY_TYPE): Omit<TypedQuery, 'refId'> {
  const { granularities, indicators, dimensions } = queryTypeRow(queryType);
  return {
    queryType,
    appIds: [],
    ...(indicators.length > 0 && { indicators: indicators.slice(0, 1) }),
    ...(dimensions.length > 0 && { dimension: dimensions[0] }),
    ...(granularities.length > 1 && { granularity: 'auto' }),
  };
}

/** The fields of a query that its type lacks or whose value its type does not know. */
export type Leftover =
  'indicators' | 'dimension' | 'sort' | 'granularity' | 'direction' | 'format' | 'excludeServerUser' | FilterName;

/**
 * What the backend refuses a query for because it does not go with the query type: fields of another type, written by
 * hand or by another version. Of a type that is not known itself nothing is a leftover.
 */
export function findLeftovers(query: TypedQuery): Leftover[] {
  if (!isQueryType(query.queryType)) {
    return [];
  }
  const { granularities, indicators, dimensions, filters, drillDown } = queryTypeRow(query.queryType);
  const leftovers: Leftover[] = FILTERS.filter((filter) => query[filter]?.length && !filters.includes(filter));
  if (indicators.length === 0 && query.indicators?.length) {
    leftovers.push('indicators');
  }
  if (query.dimension && !isChoice(query.dimension, dimensions)) {
    leftovers.push('dimension');
  }
  if (query.sort && !isChoice(query.sort, dimensions.length > 0 ? SORTS : [])) {
    leftovers.push('sort');
  }
  if (query.granularity && !isChoice(query.granularity, ['auto', ...granularities])) {
    leftovers.push('granularity');
  }
  if (isLeftover(query.direction, DIRECTIONS, drillDown?.hasDirection)) {
    leftovers.push('direction');
  }
  if (isLeftover(query.format, LIST_FORMATS, drillDown?.hasFormat)) {
    leftovers.push('format');
  }
  if (query.excludeServerUser !== undefined && !drillDown?.hasServerUsers) {
    leftovers.push('excludeServerUser');
  }
  return leftovers;
}

/** The query without some of its fields, which then have the defaults of its type. */
export function without(query: TypedQuery, fields: Leftover[]): TypedQuery {
  const rest = { ...query };
  for (const field of fields) {
    delete rest[field];
  }
  return { ...defaultQuery(query.queryType), ...rest };
}

/** The query without fields that are empty and mean the same as absent ones. */
export function tidy(query: TypedQuery): TypedQuery {
  const rest = { ...query };
  for (const field of [...FILTERS, 'sort', 'direction', 'format'] as const) {
    if (!rest[field]?.length) {
      delete rest[field];
    }
  }
  if (rest.excludeServerUser === undefined) {
    delete rest.excludeServerUser;
  }
  return rest;
}

/**
 * The query with another type: it keeps those of its indicators that the type knows, or takes the type's default if none
 * is left, and every other field that the type has. A distribution gets the order of its type, unless another one was
 * chosen. This is decided without the backend's list, so that it does not depend on what has been loaded.
 */
export function changeQueryType(
  query: TypedQuery,
  queryType: QueryType,
  ownIndicators: IndicatorDefinition[]
): TypedQuery {
  const row = queryTypeRow(queryType);
  const own = ownIndicators.filter((indicator) => (indicator.queryType || DEFAULT_QUERY_TYPE) === queryType);
  const known = [...row.indicators, ...own.map(({ name }) => name)];
  const kept = (query.indicators ?? []).filter((name) => known.includes(name));
  const indicators = kept.length > 0 ? kept : row.indicators.slice(0, 1);
  const former = queryTypeRow(query.queryType);
  const hasOwnOrder = former.dimensions.length > 0 && query.sort !== former.sort;
  const sort = hasOwnOrder ? query.sort : row.sort;
  const changed: TypedQuery = { ...query, queryType, indicators, sort };
  if (row.drillDown && !row.drillDown.legendPlaceholders) {
    // Rows of a table have no legend.
    delete changed.legend;
  }
  const dropped = findLeftovers(changed);
  if (row.granularities.length < 2) {
    dropped.push('granularity');
  }
  if (row.indicators.length === 0) {
    dropped.push('indicators');
  }
  return tidy(without(changed, dropped));
}

/** The filters that a query sets, also those that its type lacks. */
export function setFilters(query: TypedQuery): FilterName[] {
  return FILTERS.filter((filter) => query[filter]?.length);
}

/** What is wrong with a query; empty if nothing is. */
export function findProblems(query: TypedQuery, defaultAppId: string): QueryProblems {
  const { indicators, filters, drillDown } = queryTypeRow(query.queryType);
  const most = { ...MOST, ...(drillDown?.maxUserIds && { userIds: drillDown.maxUserIds }) };
  const problems: QueryProblems = {};
  for (const list of LISTS) {
    const problem = listProblem(query[list] ?? [], most[list]);
    if (problem) {
      problems[list] = problem;
    }
  }
  if (query.appIds.length === 0 && !defaultAppId) {
    problems.appIds = 'missing';
  }
  if (query.indicators?.length === 0 && indicators.length > 0) {
    problems.indicators = 'missing';
  }
  if (query.userIds?.length && !query.roomId && filters.includes('roomId')) {
    problems.roomId = 'missing';
  }
  for (const name of drillDown?.requires ?? []) {
    if (!query[name]?.length) {
      problems[name] = 'missing';
    }
  }
  return problems;
}

/** Whether a query asks for something. Whatever else is wrong with it, the backend says. */
export function asksSomething(query: TypedQuery, defaultAppId: string): boolean {
  const { appIds, indicators } = findProblems(query, defaultAppId);
  return appIds !== 'missing' && indicators !== 'missing';
}

/** Whether two queries ask the same, whatever the rest of their properties. */
export function asksTheSame(a: RtcQuery, b: RtcQuery): boolean {
  return whatIsAsked(a) === whatIsAsked(b);
}

function whatIsAsked(query: RtcQuery): string {
  const properties = ['queryType', 'legend', ...LISTS, ...CHOICES_AND_TEXTS] as const;
  // An empty list or text asks the same as none.
  const asked = properties.map((property) => (query[property]?.length ? query[property] : null));
  return JSON.stringify([...asked, query.excludeServerUser ?? null]);
}

/**
 * Of a type that lacks the field, the first of the choices means the same as none, and an unknown value is another data
 * source's: the backend takes no notice of either.
 */
function isLeftover(value: string | undefined, choices: string[], hasField = false): boolean {
  return Boolean(value) && (hasField ? !isChoice(value, choices) : choices.indexOf(value!) > 0);
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
