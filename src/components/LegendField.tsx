import { t } from '@grafana/i18n';

import { LEGEND_PLACEHOLDERS, MAX_LEGEND_LENGTH } from '../query';
import { CollapsedRow } from './CollapsedRow';
import { TextField } from './TextField';
import { unescaped } from './unescaped';

interface Props {
  legend: string;
  onChange: (legend: string) => void;
}

/** The option row. */
export function LegendField({ legend, onChange }: Props) {
  const automatic = t('query-editor.legend.placeholder', 'Automatic');
  return (
    <CollapsedRow
      label={t('query-editor.options.label', 'Options')}
      summary={t('query-editor.options.legend', 'Legend: {{legend}}', { legend: legend || automatic, ...unescaped })}
    >
      <TextField
        label={t('query-editor.legend.label', 'Legend')}
        value={legend}
        onChange={onChange}
        maxLength={MAX_LEGEND_LENGTH}
        placeholder={automatic}
        help={t('query-editor.legend.help', 'May hold {{placeholders}}.', {
          placeholders: LEGEND_PLACEHOLDERS.join(' '),
          ...unescaped,
        })}
      />
    </CollapsedRow>
  );
}
