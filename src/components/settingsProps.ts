import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';

import type { RtcOptions, RtcSecureOptions } from '../types';

/** What each part of the settings page gets. */
export type SettingsProps = DataSourcePluginOptionsEditorProps<RtcOptions, RtcSecureOptions>;
