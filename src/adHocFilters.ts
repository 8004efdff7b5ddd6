import type { AdHocVariableFilter, MetricFindValue } from '@grafana/data';

import { filterLabels } from './components/filterLabels';
import type { TypedQuery } from './query';
import {
  ACCESS_VALUES,
  type AdHocFilter,
  type FilterName,
  OS_VALUES,
  PLATFORM_VALUES,
  PRODUCT_TYPES,
  queryTypeRow,
} from './queryTypes';

/** The filters that a dashboard's ad-hoc variable can set, with the values to choose from; others can be typed. */
const AD_HOC_VALUES: Partial<Record<FilterName, readonly string[]>> = {
  os: OS_VALUES,
  access: ACCESS_VALUES,
  productType: PRODUCT_TYPES,
  platform: PLATFORM_VALUES,
  roomId: [],
};

/** Equality with one value and with one of several. */
const OPERATORS = ['=', '=|'];

export function adHocKeys(): MetricFindValue[] {
  const labels = filterLabels();
  return (Object.keys(AD_HOC_VALUES) as FilterName[]).map((name) => ({ text: labels[name], value: name }));
}

export function adHocValues(key: string): MetricFindValue[] {
  const values = Object.hasOwn(AD_HOC_VALUES, key) ? AD_HOC_VALUES[key as FilterName] : [];
  return (values ?? []).map((text) => ({ text, value: text }));
}

/**
 * The query with ad-hoc filters as its own as far as it can have them, for Explore, alert rules and expressions. The
 * others stay ad-hoc filters: Grafana sends the queries of a panel with an expression as they come from here, and the
 * backend decides about filters that exclude each other.
 */
export function withOwnFilters(query: TypedQuery, filters: AdHocVariableFilter[]): TypedQuery {
  const own = { ...query };
  const given = toAdHocFilters(filters).filter(({ values }) => values.some((value) => value.trim() !== ''));
  const forWeb = query.productType === 'web' || given.some(isForWeb);
  const forSystems = Boolean(query.os?.length || query.access?.length) || given.some(({ key }) => isOfSystems(key));
  const others = given.filter((filter) => {
    const isRepeated = given.some((other) => other !== filter && other.key === filter.key);
    const isConflict = forWeb && forSystems && (filter.key === 'productType' || isOfSystems(filter.key));
    return isRepeated || isConflict || !setOwn(own, filter);
  });
  return others.length > 0 ? { ...own, adHocFilters: others } : own;
}

/** For the web the API knows neither. */
function isOfSystems(key: string): boolean {
  return key === 'os' || key === 'access';
}

function isForWeb({ key, operator, values }: AdHocFilter): boolean {
  return key === 'productType' && OPERATORS.includes(operator) && values.includes('web');
}

/** Sets a filter of a query, if the query has it and it is not set. */
function setOwn(query: TypedQuery, { key, operator, values }: AdHocFilter): boolean {
  const name = queryTypeRow(query.queryType).filters.find((filter) => filter === key);
  if (!name || query[name]?.length || !OPERATORS.includes(operator)) {
    return false;
  }
  if (name === 'os' || name === 'access') {
    query[name] = values.filter((value) => value.trim() !== '');
    return true;
  }
  if (name === 'userIds' || values.length > 1) {
    return false;
  }
  query[name] = values[0] as never;
  return true;
}

/** Ad-hoc filters as the backend takes them. */
export function toAdHocFilters(filters: AdHocVariableFilter[]): AdHocFilter[] {
  return filters.map(({ key, operator, value, values }) => ({
    key,
    operator,
    values: values?.length ? values : [value],
  }));
}
