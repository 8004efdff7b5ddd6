import { t } from '@grafana/i18n';

import english from './locales/en-US/volcengine-rtc-datasource.json';
import chinese from './locales/zh-Hans/volcengine-rtc-datasource.json';
import type { Indicator } from './types';

type Text = { label: string; description: string };

// Maps and not objects: an administrator's indicator may be called `constructor`.
const englishTexts = new Map(Object.entries<Text>(english.indicators));
const chineseTexts = new Map(Object.entries<Text>(chinese.indicators));
const englishGroups = new Set(Object.keys(english.groups));

export function indicatorLabel({ name, label }: Indicator): string {
  // Only the catalogue's own text is translated: one that an administrator wrote for the same name stays.
  return englishTexts.get(name)?.label === label ? t(`indicators.${name}.label`, label) : label || name;
}

export function indicatorDescription({ name, description }: Indicator): string {
  return englishTexts.get(name)?.description === description
    ? t(`indicators.${name}.description`, description)
    : description;
}

export function indicatorGroup({ group }: Indicator): string {
  return englishGroups.has(group) ? t(`groups.${group}`, group) : group;
}

/** Everything an indicator can be found by, whatever the language of the page: Volcengine's documents are Chinese. */
export function indicatorSearchText(indicator: Indicator): string {
  const { name, label, unit, description, group } = indicator;
  const { label: chineseLabel, description: chineseDescription } = chineseTexts.get(name) ?? {};
  return [name, label, unit, description, group, indicatorGroup(indicator), chineseLabel, chineseDescription].join(' ');
}
