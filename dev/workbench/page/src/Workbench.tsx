import { createTheme, type DataSourceSettings, type PluginMeta, ThemeContext } from '@grafana/data';
import { Box, GlobalStyles, PortalContainer, Stack, Tab, TabsBar } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';

import { type Look, readDashboard, readStoredQuery, writeLook } from './address';
import { DashboardPage } from './DashboardPage';
import { Header } from './Header';
import { changeLanguage } from './host/language';
import { createDatasource, type Plugin } from './host/plugin';
import { instanceSettings } from './host/settings';
import type { HostState } from './host/state';
import { VARIABLE_NAME } from './host/variable';
import { PanelPage } from './PanelPage';
import { SettingsPage } from './SettingsPage';
import { initialQuestion, useRuns } from './useRuns';
import { useVariable } from './useVariable';

/** Nothing is asked beside the panels of a dashboard. */
const HIDDEN = { refId: 'A', hide: true };

interface Props {
  host: HostState;
  plugin: Plugin;
  meta: PluginMeta;
  savedSettings: DataSourceSettings;
  initialLook: Look;
}

export function Workbench({ host, plugin, meta, savedSettings, initialLook }: Props) {
  const [look, setLook] = useState(initialLook);
  const [storedQuery] = useState(readStoredQuery);
  const [dashboard] = useState(readDashboard);
  const [tab, setTab] = useState<'panel' | 'settings'>('panel');
  const [settings, setSettings] = useState(savedSettings);
  const theme = useMemo(() => createTheme({ colors: { mode: look.theme } }), [look.theme]);

  const datasource = useMemo(() => {
    // As in Grafana, saved settings make a new data source.
    host.settings = instanceSettings(settings, meta);
    host.datasource = createDatasource(plugin, host.settings);
    return host.datasource;
  }, [host, meta, plugin, settings]);

  const runs = useRuns(datasource, initialQuestion(datasource, dashboard ? HIDDEN : storedQuery));
  const variable = useVariable(datasource, (value) => {
    host.variables = { [VARIABLE_NAME]: value };
    runs.runIfVariableIsUsed();
  });

  useEffect(() => writeLook(look), [look]);

  const changeLook = async (next: Look) => {
    await changeLanguage(next.language);
    setLook(next);
  };

  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <PortalContainer />
      <Box padding={2} element="main">
        {/* Another language is another page: no text may stay from before. */}
        <Stack key={look.language} direction="column" gap={2}>
          <Header look={look} onChange={changeLook} />
          <TabsBar>
            <Tab label="Panel" active={tab === 'panel'} onChangeTab={() => setTab('panel')} />
            <Tab label="Data source settings" active={tab === 'settings'} onChangeTab={() => setTab('settings')} />
          </TabsBar>
          {tab === 'panel' && !dashboard && (
            <PanelPage plugin={plugin} datasource={datasource} runs={runs} variable={variable} />
          )}
          {tab === 'panel' && dashboard && (
            <DashboardPage datasource={datasource} variable={variable} name={dashboard} />
          )}
          {tab === 'settings' && <SettingsPage plugin={plugin} meta={meta} saved={settings} onSaved={setSettings} />}
        </Stack>
      </Box>
    </ThemeContext.Provider>
  );
}
