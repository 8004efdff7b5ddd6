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
 * The query with ad-hoc filters as its own, for Explore and alert rules, which have no dashboard. A filter that the query
 * has already or that its type lacks stays out, as it does in a panel.
 */
export function withOwnFilters(query: TypedQuery, filters: AdHocVariableFilter[]): TypedQuery {
  const own = { ...query };
  for (const { key, operator, values } of toAdHocFilters(filters)) {
    const name = queryTypeRow(query.queryType).filters.find((filter) => filter === key);
    const given = values.filter((value) => value.trim() !== '');
    if (!name || query[name]?.length || !OPERATORS.includes(operator) || given.length === 0) {
      continue;
    }
    if (name === 'os' || name === 'access') {
      own[name] = given;
    } else if (name !== 'userIds' && given.length === 1) {
      own[name] = given[0] as never;
    }
  }
  return own;
}

/** Ad-hoc filters as the backend takes them. */
export function toAdHocFilters(filters: AdHocVariableFilter[]): AdHocFilter[] {
  return filters.map(({ key, operator, value, values }) => ({
    key,
    operator,
    values: values?.length ? values : [value],
  }));
}
