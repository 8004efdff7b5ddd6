import { expect, explored, query, test } from './rtc';

test('Explore shows a graph and a table', async ({ rtc, explorePage }) => {
  await explorePage.goto({ queryParams: explored(query(rtc, { indicators: ['user_count', 'avg_call_time'] })) });
  const editor = explorePage.getQueryEditorRow('A');
  // Of several indicators the box shows what fits, and how many more there are.
  await expect(editor.getByText('Users in calls', { exact: true })).toBeVisible();
  await expect(explorePage.runQuery()).toBeOK();
  await expect(explorePage.timeSeriesPanel.locator).toBeVisible();
  await expect(explorePage.tablePanel.fieldNames).toContainText(['Time', 'Users in calls', 'avg_call_time']);
});

test('what is not final yet is said', async ({ rtc, explorePage }) => {
  const answer = explorePage.waitForQueryDataResponseWithBody((response) => response.ok());
  await explorePage.goto({ queryParams: explored(query(rtc)) });
  expect(JSON.stringify((await answer).body)).toContain('Data is available 8 h after the end of its hour');
});
