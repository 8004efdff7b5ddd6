import type { AdHocVariableFilter, MetricFindValue } from '@grafana/data';

import { filterLabels } from './components/filterLabels';
import {
  ACCESS_VALUES,
  type AdHocFilter,
  type FilterName,
  OS_VALUES,
  PLATFORM_VALUES,
  PRODUCT_TYPES,
} from './queryTypes';

/** The filters that a dashboard's ad-hoc variable can set, with the values to choose from; others can be typed. */
const AD_HOC_VALUES: Partial<Record<FilterName, readonly string[]>> = {
  os: OS_VALUES,
  access: ACCESS_VALUES,
  productType: PRODUCT_TYPES,
  platform: PLATFORM_VALUES,
  roomId: [],
};

export function adHocKeys(): MetricFindValue[] {
  const labels = filterLabels();
  return (Object.keys(AD_HOC_VALUES) as FilterName[]).map((name) => ({ text: labels[name], value: name }));
}

export function adHocValues(key: string): MetricFindValue[] {
  const values = Object.hasOwn(AD_HOC_VALUES, key) ? AD_HOC_VALUES[key as FilterName] : [];
  return (values ?? []).map((text) => ({ text, value: text }));
}

/** Ad-hoc filters as the backend takes them. */
export function toAdHocFilters(filters: AdHocVariableFilter[]): AdHocFilter[] {
  return filters.map(({ key, operator, value, values }) => ({
    key,
    operator,
    values: values?.length ? values : [value],
  }));
}
