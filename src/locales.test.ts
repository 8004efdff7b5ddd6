import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { initPluginTranslations } from '@grafana/i18n';
import i18next from 'i18next';

import pluginJson from '../plugin.json';
import { INDICATORS } from '../jest/grafana';
import { indicatorDescription, indicatorGroup, indicatorLabel } from './catalogue';
import english from './locales/en-US/volcengine-rtc-datasource.json';
import chinese from './locales/zh-Hans/volcengine-rtc-datasource.json';
import { ALL_QUERY_TYPES, QUERY_TYPES } from './queryTypes';
import { queryTypeDescription, queryTypeLabel } from './queryTypeTexts';

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): Record<string, string> {
  return Object.entries(tree).reduce<Record<string, string>>((flat, [key, value]) => {
    const entry = typeof value === 'string' ? { [prefix + key]: value } : flatten(value, `${prefix}${key}.`);
    return { ...flat, ...entry };
  }, {});
}

/** Key and English text of every `t()` with a literal key in the source. */
function textsInCode(): Record<string, string> {
  const texts: Record<string, string> = {};
  const call = /\bt\(\s*'([^']+)',\s*(['"])((?:\\.|(?!\2).)*)\2/g;
  for (const file of readdirSync(__dirname, { recursive: true, encoding: 'utf8' })) {
    if (/\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file)) {
      for (const [, key, , text] of readFileSync(join(__dirname, file), 'utf8').matchAll(call)) {
        texts[key!] = text!.replaceAll("\\'", "'");
      }
    }
  }
  return texts;
}

const inEnglish = flatten(english);
const inChinese = flatten(chinese);
const inCode = textsInCode();
/** Keys that are put together at run time, from what the backend sends or of the table of query types. */
const isCatalogue = (key: string) => /^(indicators|groups)\./.test(key);
const isQueryType = (key: string) => key.startsWith('query-types.');
const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('translations', () => {
  it('have the same keys in both languages, as the code uses them, and no others', () => {
    const keys = Object.keys(inEnglish).sort();
    expect(Object.keys(inChinese).sort()).toEqual(keys);
    expect(keys.filter((key) => !isCatalogue(key) && !isQueryType(key))).toEqual(Object.keys(inCode).sort());
  });

  it('have in English the texts of the code, which show where loading fails', () => {
    expect(inEnglish).toMatchObject(inCode);
  });

  it('keep the placeholders and leave no text empty or in English', () => {
    for (const [key, text] of Object.entries(inChinese)) {
      expect([key, placeholders(text)]).toEqual([key, placeholders(inEnglish[key]!)]);
      expect([key, text]).toEqual([key, expect.stringMatching(/[\u4e00-\u9fff]|^(Access Key ID|Secret Access Key)$/)]);
    }
  });

  it('have every language that plugin.json promises', () => {
    expect(readdirSync(join(__dirname, 'locales')).sort()).toEqual([...pluginJson.languages].sort());
  });

  it('have a label and a description of every query type, and of no other', () => {
    const keys = ALL_QUERY_TYPES.flatMap((type) => [`query-types.${type}.label`, `query-types.${type}.description`]);
    expect(Object.keys(inEnglish).filter(isQueryType).sort()).toEqual(keys.sort());
  });

  it('know every indicator of the table of query types', () => {
    const named = Object.values(QUERY_TYPES).flatMap(({ indicators }) => indicators);
    expect(Object.keys(english.indicators)).toEqual(expect.arrayContaining(named));
  });

  it('have the texts of the catalogue in the backend', () => {
    const catalogue = ['rtc', 'plugin']
      .map((name) => readFileSync(join(__dirname, `../pkg/${name}/indicators.go`), 'utf8'))
      .join();
    const texts = Object.entries(inEnglish).filter(([key]) => isCatalogue(key));
    for (const [, text] of texts) {
      expect(catalogue).toContain(`"${text}"`);
    }
    const names = [...catalogue.matchAll(/Name: "(\w+)"/g)].map(([, name]) => name);
    expect(Object.keys(english.indicators).sort()).toEqual(names.sort());
  });
});

describe('on a Chinese page', () => {
  beforeAll(async () => {
    await initPluginTranslations(pluginJson.id);
    i18next.addResourceBundle('zh-Hans', pluginJson.id, chinese);
    await i18next.changeLanguage('zh-Hans');
  });

  it("the catalogue's texts are Chinese", () => {
    const [users] = INDICATORS;
    expect(indicatorLabel(users!)).toBe('通话人数');
    expect(indicatorDescription(users!)).toBe('该应用中参与通话的去重用户 ID 数');
    expect(indicatorGroup(users!)).toBe('规模');
  });

  it('query types are named in Chinese', () => {
    expect(queryTypeLabel('realTimeQualityDistribution')).toBe('实时质量分布');
    expect(queryTypeDescription('usage')).toContain('视频时长');
  });

  it('texts that an administrator wrote stay as they are', () => {
    const own = { name: 'user_count', label: 'Headcount', unit: '', description: 'Ours', group: 'Own' };
    expect(indicatorLabel(own)).toBe('Headcount');
    expect(indicatorDescription(own)).toBe('Ours');
    expect(indicatorGroup(own)).toBe('Own');
    expect(indicatorLabel({ ...own, name: 'a.b:c', label: '' })).toBe('a.b:c');
  });
});
