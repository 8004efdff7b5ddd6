import { t } from '@grafana/i18n';
import { useCallback, useMemo } from 'react';

import { hasLabel, indicatorDescription, indicatorGroup, indicatorLabel, indicatorSearchText } from '../catalogue';
import type { RtcDataSource } from '../datasource';
import { MAX_ITEM_LENGTH, MAX_ITEMS, type Problem } from '../query';
import type { QueryType } from '../queryTypes';
import type { Indicator } from '../types';
import { ChoiceField } from './ChoiceField';
import type { Choice, ListChange } from './choices';
import { unescaped } from './unescaped';
import { useResource } from './useResource';

interface Props {
  datasource: RtcDataSource;
  queryType: QueryType;
  indicators: string[];
  onChange: (change: ListChange) => void;
  problem?: Problem;
}

/** Which indicators to ask for. The catalogue is not complete, so a name can always be typed. */
export function IndicatorsField({ datasource, queryType, indicators, onChange, problem }: Props) {
  const load = useCallback(() => datasource.getIndicators(queryType), [datasource, queryType]);
  const { items, error, retry, whenArrived } = useResource(load);
  const choices = useMemo(() => (items ? withTyped(items, indicators) : []).map(toChoice), [items, indicators]);
  const whenChoicesArrived = useCallback(async () => (await whenArrived()).map(toChoice), [whenArrived]);

  return (
    <ChoiceField
      label={t('query-editor.indicators.label', 'Indicators')}
      placeholder={t('query-editor.indicators.placeholder', 'Choose indicators or type a name')}
      values={indicators}
      onChange={onChange}
      choices={choices}
      whenArrived={whenChoicesArrived}
      isCommaSeparated
      problem={problem && problemText(problem)}
      loadError={
        error &&
        t('query-editor.indicators.load-error', 'The indicators cannot be listed, but names can be typed. {{error}}', {
          error,
          ...unescaped,
        })
      }
      onRetry={retry}
    />
  );
}

/** The list and those of the typed names that it lacks although they have a label, such as one tier of an indicator. */
function withTyped(items: Indicator[], names: string[]): Indicator[] {
  const typed = names.filter((name) => hasLabel(name) && !items.some((item) => item.name === name));
  return [...items, ...typed.map((name) => ({ name, label: '', unit: '', description: '', group: '' }))];
}

function toChoice(indicator: Indicator): Choice {
  const group = indicatorGroup(indicator);
  // `short` is Grafana's unit for plain numbers; as text it says nothing.
  const unit = indicator.unit === 'short' ? '' : indicator.unit;
  return {
    option: {
      value: indicator.name,
      label: indicatorLabel(indicator),
      description: [indicator.name, unit, indicatorDescription(indicator)].filter(Boolean).join(' · '),
      ...(group && { group }),
    },
    searchText: indicatorSearchText(indicator),
  };
}

function problemText(problem: Problem): string {
  switch (problem) {
    case 'missing':
      return t('query-editor.indicators.missing', 'Choose at least one indicator.');
    case 'too-many':
      return t('query-editor.indicators.too-many', 'Choose at most {{max}} indicators.', { max: MAX_ITEMS });
    case 'too-long':
      return t('query-editor.indicators.too-long', 'An indicator name has at most {{max}} characters.', {
        max: MAX_ITEM_LENGTH,
      });
  }
}
