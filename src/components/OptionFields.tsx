import { t } from '@grafana/i18n';

import { LEGEND_PLACEHOLDERS, MAX_LEGEND_LENGTH, tidy, type TypedQuery } from '../query';
import { queryTypeRow } from '../queryTypes';
import { CollapsedRow } from './CollapsedRow';
import { FieldRow } from './FieldRow';
import { SortField, sortLabels } from './SortField';
import { TextField } from './TextField';
import { unescaped } from './unescaped';
import type { QueryChange } from './useQueryChange';

interface Props {
  query: TypedQuery;
  onChange: (change: QueryChange) => void;
}

/** The row of what concerns the look of an answer. */
export function OptionFields({ query, onChange }: Props) {
  const { legend = '', sort, queryType } = query;
  const automatic = t('query-editor.legend.placeholder', 'Automatic');
  const { dimensions, drillDown } = queryTypeRow(queryType);
  const isDistribution = dimensions.length > 0;
  const summary = [
    t('query-editor.options.legend', 'Legend: {{legend}}', { legend: legend || automatic, ...unescaped }),
  ];
  if (isDistribution) {
    const labels: Record<string, string> = sortLabels();
    const order = labels[sort ?? ''] ?? sort;
    summary.push(t('query-editor.options.sort', 'Sort: {{order}}', { order, ...unescaped }));
  }

  return (
    <CollapsedRow label={t('query-editor.options.label', 'Options')} summary={summary.join(' · ')}>
      <FieldRow>
        <TextField
          label={t('query-editor.legend.label', 'Legend')}
          value={legend}
          onChange={(value) => onChange((latest) => ({ ...latest, legend: value }))}
          maxLength={MAX_LEGEND_LENGTH}
          placeholder={automatic}
          help={t('query-editor.legend.help', 'May hold {{placeholders}}.', {
            placeholders: (drillDown?.legendPlaceholders ?? LEGEND_PLACEHOLDERS).join(' '),
            ...unescaped,
          })}
        />
        {isDistribution && (
          <SortField sort={sort} onChange={(value) => onChange((latest) => tidy({ ...latest, sort: value }))} />
        )}
      </FieldRow>
    </CollapsedRow>
  );
}
