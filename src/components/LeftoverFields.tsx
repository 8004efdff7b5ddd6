import { t } from '@grafana/i18n';

import { type Leftover, type TypedQuery, without } from '../query';
import { queryTypeLabel } from '../queryTypeTexts';
import { Fault } from './Fault';
import { filterLabels } from './filterLabels';
import { unescaped } from './unescaped';
import type { QueryChange } from './useQueryChange';

interface Props {
  query: TypedQuery;
  leftovers: Leftover[];
  onChange: (change: QueryChange) => void;
}

/** Fields of the query that its type lacks: they are sent, and the backend refuses the query for them. */
export function LeftoverFields({ query, leftovers, onChange }: Props) {
  const labels: Record<Leftover, string> = {
    ...filterLabels(),
    indicators: t('query-editor.indicators.label', 'Indicators'),
    dimension: t('query-editor.dimension.label', 'Dimension'),
    sort: t('query-editor.sort.label', 'Sort'),
    granularity: t('query-editor.granularity.label', 'Granularity'),
    direction: t('query-editor.direction.label', 'Direction'),
    format: t('query-editor.format.label', 'Format'),
    excludeServerUser: t('query-editor.server-users.leftover', 'Leave out server users'),
  };
  return leftovers.map((field) => (
    <Fault
      key={field}
      text={t('query-editor.leftover.text', '{{field}}: {{value}} does not go with query type {{queryType}}.', {
        field: labels[field],
        value: [query[field]].flat().join(', '),
        queryType: queryTypeLabel(query.queryType),
        ...unescaped,
      })}
      action={t('query-editor.leftover.remove', 'Remove')}
      icon="trash-alt"
      onAction={() => onChange((latest) => without(latest, [field]))}
    />
  ));
}
