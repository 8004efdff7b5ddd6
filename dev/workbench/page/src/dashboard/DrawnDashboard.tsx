import { css } from '@emotion/css';
import {
  createTheme,
  type DataSourceSettings,
  type GrafanaConfig,
  type GrafanaTheme2,
  locationUtil,
  type PluginMeta,
  type RawTimeRange,
  ThemeContext,
} from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { Box, GlobalStyles, PortalContainer, Text, useStyles2 } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';

import type { Look } from '../address';
import { createDatasource, type Datasource, type Plugin, PLUGIN_FOLDER } from '../host/plugin';
import { instanceSettings } from '../host/settings';
import type { HostState } from '../host/state';
import { useWidth } from '../useWidth';
import type { AskedDashboard } from './asked';
import { DashboardPanel } from './DashboardPanel';
import type { DashboardModel } from './model';
import { setVariables } from './variables';

interface Props {
  host: HostState;
  plugin: Plugin;
  meta: PluginMeta;
  settings: DataSourceSettings;
  look: Look;
  asked: AskedDashboard;
}

/** One of the plugin's dashboards as Grafana draws it, with nothing around it. Its data links lead to others. */
export function DrawnDashboard({ host, plugin, meta, settings, look, asked }: Props) {
  const theme = useMemo(() => createTheme({ colors: { mode: look.theme } }), [look.theme]);
  const [datasource] = useState(() => {
    host.settings = instanceSettings(settings, meta);
    host.datasource = createDatasource(plugin, host.settings);
    return host.datasource;
  });
  const dashboard = useDashboard(host, datasource, asked);

  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <PortalContainer />
      <Box padding={2} element="main">
        {dashboard && <Grid dashboard={dashboard} datasource={datasource} />}
      </Box>
    </ThemeContext.Provider>
  );
}

/** The dashboard as it is shipped, once its variables have values. */
function useDashboard(host: HostState, datasource: Datasource, asked: AskedDashboard): DashboardModel | undefined {
  const [dashboard, setDashboard] = useState<DashboardModel>();

  useEffect(() => {
    const load = async () => {
      const shipped: DashboardModel = await getBackendSrv().get(`${PLUGIN_FOLDER}/dashboards/${asked.uid}.json`);
      const time: RawTimeRange = asked.range ?? shipped.time;
      locationUtil.initialize({
        config: { appSubUrl: '' } as GrafanaConfig,
        getTimeRangeForUrl: () => time,
        getVariablesUrlParams: () => ({}),
      });
      await setVariables(host, datasource, shipped.templating.list, asked, time);
      setDashboard({ ...shipped, time });
    };
    void load();
  }, [host, datasource, asked]);

  return dashboard;
}

const COLUMNS = 24;
/** Of Grafana's grid, in pixels. */
const ROW = 30;
const GAP = 8;

function Grid({ dashboard, datasource }: { dashboard: DashboardModel; datasource: Datasource }) {
  const styles = useStyles2(getStyles);
  const [ref, width] = useWidth();
  const column = width / COLUMNS;
  const rows = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));

  return (
    <section aria-label={dashboard.title} aria-busy={width === 0}>
      <Text element="h1" variant="h4">
        {dashboard.title}
      </Text>
      <div ref={ref} className={styles.grid} style={{ height: rows * (ROW + GAP) }}>
        {width > 0 &&
          dashboard.panels.map((panel) => {
            const { x, y, w, h } = panel.gridPos;
            const size = { width: w * column - GAP, height: h * (ROW + GAP) - GAP };
            return (
              <div key={panel.id} className={styles.panel} style={{ left: x * column, top: y * (ROW + GAP), ...size }}>
                <DashboardPanel datasource={datasource} panel={panel} range={dashboard.time} {...size} />
              </div>
            );
          })}
      </div>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({ position: 'relative', marginTop: theme.spacing(2) }),
  panel: css({ position: 'absolute' }),
});
