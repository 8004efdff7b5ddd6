import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';

import type { RtcOptions, RtcSecureOptions } from '../types';
import { ConnectionSettings } from './ConnectionSettings';
import { CredentialSettings } from './CredentialSettings';
import { IndicatorsTable } from './IndicatorsTable';
import { AdvancedSettings, DefaultSettings } from './QuerySettings';

export type SettingsProps = DataSourcePluginOptionsEditorProps<RtcOptions, RtcSecureOptions>;

/** The data source's settings page. A provisioned data source is read-only there. */
export function ConfigEditor(props: SettingsProps) {
  return (
    <>
      <ConnectionSettings {...props} />
      <CredentialSettings {...props} />
      <DefaultSettings {...props} />
      <AdvancedSettings {...props} />
      <IndicatorsTable {...props} />
    </>
  );
}
