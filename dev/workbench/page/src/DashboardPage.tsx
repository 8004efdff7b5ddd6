import { css } from '@emotion/css';
import { CoreApp, type GrafanaTheme2, type PanelData, type ScopedVars } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import { useEffect, useState } from 'react';

import { Answer } from './Answer';
import { ask, requestOf } from './host/ask';
import { type Dashboard, loadDashboard } from './host/dashboard';
import type { Datasource } from './host/plugin';
import { VARIABLE_NAME } from './host/variable';
import type { Variable } from './useVariable';

interface Props {
  datasource: Datasource;
  variable: Variable;
  /** File name without its ending. */
  name: string;
}

/** The panels of a dashboard of the plugin, of all apps, each as a chart or a table. */
export function DashboardPage({ datasource, variable, name }: Props) {
  const styles = useStyles2(getStyles);
  const [dashboard, setDashboard] = useState<Dashboard>();
  const [error, setError] = useState('');
  const { setQuery, options: apps } = variable;
  useEffect(() => {
    const show = (loaded: Dashboard) => {
      setDashboard(loaded);
      setQuery(loaded.appsQuery);
    };
    loadDashboard(name).then(show, (reason: Error) => setError(reason.message));
  }, [name, setQuery]);

  if (error) {
    return <Text color="error">{error}</Text>;
  }
  // A panel asks when its variables have values.
  if (!dashboard || apps.length === 0) {
    return null;
  }
  const scopedVars: ScopedVars = {
    ...dashboard.variables,
    [VARIABLE_NAME]: { text: apps.map(({ label }) => label), value: apps.map(({ value }) => value) },
  };
  return (
    <>
      <Text element="h2">{dashboard.title}</Text>
      <div className={styles.panels}>
        {dashboard.panels.map((panel) => (
          <DashboardPanel key={panel.id} datasource={datasource} panel={panel} {...dashboard} scopedVars={scopedVars} />
        ))}
      </div>
    </>
  );
}

interface PanelProps {
  datasource: Datasource;
  panel: Dashboard['panels'][number];
  range: Dashboard['range'];
  scopedVars: ScopedVars;
}

/** A panel asks once, when it appears. */
function DashboardPanel({ datasource, panel, range, scopedVars }: PanelProps) {
  const [data, setData] = useState<PanelData>();
  const [request] = useState(() => {
    const [query] = panel.queries;
    const one = requestOf({ query: query!, range, minInterval: '', asker: 'panel', scopedVars });
    return { ...one, app: CoreApp.Dashboard, targets: panel.queries };
  });
  useEffect(() => {
    const running = ask(datasource, request).subscribe(setData);
    return () => running.unsubscribe();
  }, [datasource, request]);
  return <Answer title={panel.title} data={data} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  panels: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(400px, 1fr))',
    gap: theme.spacing(2),
  }),
});
