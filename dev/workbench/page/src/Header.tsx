import { RadioButtonGroup, Stack, Text } from '@grafana/ui';

import type { Look, ThemeName } from './address';
import type { Language } from './host/language';

interface Props {
  look: Look;
  onChange: (look: Look) => void;
}

export function Header({ look, onChange }: Props) {
  return (
    <Stack justifyContent="space-between" alignItems="center" wrap="wrap" gap={2}>
      <Stack direction="column" gap={0.5}>
        <Text element="h1" variant="h3">
          Volcengine RTC workbench
        </Text>
        <Text variant="bodySmall" color="secondary">
          This is not Grafana: it implements the contract between Grafana and this plugin, and nothing more.
        </Text>
      </Stack>
      <Stack gap={2} wrap="wrap">
        <RadioButtonGroup<Language>
          aria-label="Language"
          size="sm"
          options={[
            { value: 'en-US', label: 'English' },
            { value: 'zh-Hans', label: '中文' },
          ]}
          value={look.language}
          onChange={(language) => onChange({ ...look, language })}
        />
        <RadioButtonGroup<ThemeName>
          aria-label="Theme"
          size="sm"
          options={[
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
          ]}
          value={look.theme}
          onChange={(theme) => onChange({ ...look, theme })}
        />
      </Stack>
    </Stack>
  );
}
