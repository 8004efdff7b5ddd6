import { expect, explored, query, test } from './rtc';

test.use({ userPreferences: { language: 'zh-Hans' } });

test('the query editor speaks Chinese where Grafana does', async ({ rtc, explorePage }) => {
  await explorePage.goto({ queryParams: explored(query(rtc)) });
  const editor = explorePage.getQueryEditorRow('A');
  await expect(editor.getByRole('combobox', { name: '应用' })).toBeVisible();
  await expect(editor.getByRole('combobox', { name: '指标' })).toBeVisible();
  await expect(editor.getByText('通话人数', { exact: true })).toBeVisible();
});
