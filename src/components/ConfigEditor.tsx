import { ConnectionSettings } from './ConnectionSettings';
import { CredentialSettings } from './CredentialSettings';
import { IndicatorsTable } from './IndicatorsTable';
import { AdvancedSettings, DefaultSettings } from './QuerySettings';
import type { SettingsProps } from './settingsProps';

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
