import { t } from '@grafana/i18n';
import { Collapse, Field, Input, Stack, Text } from '@grafana/ui';
import { type KeyboardEvent, useId, useState } from 'react';

import { LEGEND_PLACEHOLDERS, MAX_LEGEND_LENGTH } from '../query';
import { unescaped } from './unescaped';

interface Props {
  legend: string;
  onChange: (legend: string) => void;
}

/** The option row. A legend is taken when its input is left or on Enter, not at every key. */
export function LegendField({ legend, onChange }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const [draft, setDraft] = useState<string>();
  const id = useId();
  const helpId = useId();

  const commit = () => {
    if (draft !== undefined) {
      onChange(draft.trim());
      setDraft(undefined);
    }
  };
  const commitOnEnter = (event: KeyboardEvent) => {
    // Enter also ends the composition of Chinese characters.
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      commit();
    }
  };

  return (
    <Collapse label={<OptionsLabel legend={legend} />} isOpen={isOpen} onToggle={setIsOpen}>
      <Stack direction="column" gap={0.5}>
        <Field label={t('query-editor.legend.label', 'Legend')} htmlFor={id} noMargin>
          <Input
            id={id}
            aria-describedby={helpId}
            value={draft ?? legend}
            maxLength={MAX_LEGEND_LENGTH}
            placeholder={t('query-editor.legend.placeholder', 'Automatic')}
            onChange={(event) => setDraft(event.currentTarget.value)}
            onBlur={commit}
            onKeyDown={commitOnEnter}
          />
        </Field>
        <div id={helpId}>
          <Text variant="bodySmall" color="secondary">
            {t('query-editor.legend.help', 'May hold {{placeholders}}.', {
              placeholders: LEGEND_PLACEHOLDERS.join(' '),
              ...unescaped,
            })}
          </Text>
        </div>
      </Stack>
    </Collapse>
  );
}

function OptionsLabel({ legend }: Pick<Props, 'legend'>) {
  const shown = legend || t('query-editor.legend.placeholder', 'Automatic');
  return (
    <Stack gap={1} alignItems="baseline">
      <span>{t('query-editor.options.label', 'Options')}</span>
      <Text variant="bodySmall" color="secondary">
        {t('query-editor.options.legend', 'Legend: {{legend}}', { legend: shown, ...unescaped })}
      </Text>
    </Stack>
  );
}
