import { updateDatasourcePluginJsonDataOption } from '@grafana/data';
import { Input } from '@grafana/ui';

import { SettingField } from './SettingField';
import type { SettingsProps } from './settingsProps';

interface Props extends SettingsProps {
  id: string;
  setting: 'timeout' | 'callsPerSecond';
  label: string;
  help: string;
  placeholder: string;
}

/** A number, stored as such. While it is typed it may be a text: `0.0` on the way to `0.01`. */
export function NumberSetting(props: Props) {
  const { id, setting, label, help, placeholder, problems, options } = props;
  const { jsonData, readOnly = false } = options;
  const text = String(jsonData[setting] ?? '');
  const store = (value: number | string | undefined) => {
    if (value !== jsonData[setting]) {
      updateDatasourcePluginJsonDataOption(props, setting, value);
    }
  };

  return (
    <SettingField id={id} label={label} help={help} problem={problems[setting]} disabled={readOnly}>
      <Input
        id={id}
        inputMode="decimal"
        value={text}
        placeholder={placeholder}
        onChange={({ currentTarget: { value } }) => store(String(Number(value)) === value ? Number(value) : value)}
        onBlur={() => store(text.trim() === '' ? undefined : Number.isFinite(Number(text)) ? Number(text) : text)}
      />
    </SettingField>
  );
}
