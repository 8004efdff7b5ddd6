import {
  type DataSourcePluginOptionsEditorProps,
  onUpdateDatasourceSecureJsonDataOption,
  updateDatasourcePluginResetOption,
} from '@grafana/data';

import type { SettingProblems } from '../settingProblems';
import type { RtcOptions, RtcSecureOptions } from '../types';

/** What Grafana gives the settings page. */
export type EditorProps = DataSourcePluginOptionsEditorProps<RtcOptions, RtcSecureOptions>;

/** What each part of the settings page gets. */
export interface SettingsProps extends EditorProps {
  problems: SettingProblems;
  /** Whether the user has tried to save. */
  wasSubmitted: boolean;
}

/** What an input for a secret gets. */
export function secretProps(props: EditorProps, key: keyof RtcSecureOptions) {
  const { secureJsonData, secureJsonFields } = props.options;
  return {
    isConfigured: Boolean(secureJsonFields[key]),
    value: secureJsonData?.[key] ?? '',
    autoComplete: 'new-password',
    onChange: onUpdateDatasourceSecureJsonDataOption(props, key),
    onReset: () => updateDatasourcePluginResetOption(props, key),
  };
}
