import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { initPluginTranslations } from '@grafana/i18n';
import i18next from 'i18next';

import pluginJson from '../plugin.json';
import page from '../dev/rtcsim/testdata/indicators.json';
import { INDICATORS } from '../jest/grafana';
import { indicatorDescription, indicatorGroup, indicatorLabel, indicatorSearchText } from './catalogue';
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

/** Names that have no translation: of settings in Volcengine's console, and of indicators that no page describes. */
const CHINESE_OR_A_NAME = /[\u4e00-\u9fff]|^(Access Key ID|Secret Access Key|per_call_time|avg_call_time)$/;

interface PageRow {
  indicator: string;
  label: string;
  chinese: string;
  answered?: Array<{ name: string; label: string; chinese: string }>;
}

/** Every name that the API's pages have, for requests and answers, with our labels. */
const { source: _, ...sections } = page;
const PAGE_NAMES = Object.values<PageRow[]>(sections).flatMap((rows) =>
  rows.flatMap(({ indicator, label, chinese: inChinese, answered = [] }) => [
    { name: indicator, label, chinese: inChinese },
    ...answered,
  ])
);
const named = (name: string, label = '') => ({ name, label, unit: '', description: '', group: '' });

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
      expect([key, text]).toEqual([key, expect.stringMatching(CHINESE_OR_A_NAME)]);
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

  it("have the labels of every name on the API's pages", () => {
    for (const { name, label } of PAGE_NAMES) {
      expect([name, indicatorLabel(named(name))]).toEqual([name, label]);
    }
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

  it("every name on the API's pages has its Chinese label", () => {
    for (const { name, label, chinese: inChinese } of PAGE_NAMES) {
      expect([name, indicatorLabel(named(name, label))]).toEqual([name, inChinese]);
      expect([name, indicatorLabel(named(name))]).toEqual([name, inChinese]);
      expect(indicatorSearchText(named(name))).toContain(inChinese);
    }
  });

  it('names that no page has are put together from their parts', () => {
    expect(indicatorLabel(named('200ms_video_stall_rate'))).toBe('视频卡顿率 · 200 ms');
    expect(indicatorLabel(named('video_1s_stall_rate'))).toBe('视频卡顿率 · 1 s');
    expect(indicatorLabel(named('3s_join_room_success_rate'))).toBe('进房成功率 · 3 s');
    expect(indicatorLabel(named('80ms_audio_freeze'))).toBe('80ms_audio_freeze');
    expect(indicatorLabel(named('80ms_audio_stall_rate', 'Ours'))).toBe('Ours');
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
