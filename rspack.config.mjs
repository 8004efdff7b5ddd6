// @ts-check
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rspack } from '@rspack/core';

const root = import.meta.dirname;
const plugin = JSON.parse(readFileSync(resolve(root, 'plugin.json'), 'utf8'));
const { version, repository: usual } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
const today = new Date().toISOString().slice(0, 10);

/** The address of the source: GitHub's runners know that of a fork as well. */
const repository = process.env.GITHUB_REPOSITORY
  ? `${process.env.GITHUB_SERVER_URL}/${process.env.GITHUB_REPOSITORY}`
  : usual;

/**
 * The catalogue shows README and changelog on a site of its own, where relative links lead nowhere. In the repository they
 * are relative, so that they lead to the branch or tag that is read.
 * @param {string} text
 */
const withAbsoluteLinks = (text) =>
  text.replaceAll(/\]\((?![a-z]+:|#)([^)\s]+)/g, (_, /** @type {string} */ path) => {
    const page = path.match(/^\.\.\/\.\.\/(.*)/)?.[1];
    const kind = /\.(png|svg)$/.test(path) ? 'raw' : 'blob';
    return page ? `](${repository}/${page}` : `](${repository}/${kind}/v${version}/${path}`;
  });

/** What Grafana shares with its plugins: bundling any of these would give the plugin a second copy with its own state. */
const shared = [
  '@emotion/css',
  '@emotion/react',
  'i18next',
  'lodash',
  'moment',
  'react',
  'react-dom',
  'react/jsx-dev-runtime',
  'react/jsx-runtime',
  'rxjs',
  /^@grafana\/(data|runtime|ui)$/,
];

/**
 * @param {{ production?: boolean }} env
 * @returns {import('@rspack/core').Configuration}
 */
export default ({ production = false }) => ({
  mode: production ? 'production' : 'development',
  // Names in the source map are relative to this folder, as Grafana's plugin validator compares them with the source.
  context: resolve(root, 'src'),
  entry: { module: ['./publicPath.ts', './module.ts'] },
  devtool: 'source-map',
  target: ['web', 'es2020'],
  cache: false,
  performance: {
    maxAssetSize: 80_000,
    maxEntrypointSize: 80_000,
    hints: 'error',
    assetFilter: (file) => file.endsWith('.js'),
  },
  // `amd-module` is SystemJS' module object. Its uri is the only way to know the address that the plugin came from.
  externals: [{ 'amd-module': 'module' }, ...shared],
  externalsType: 'amd',
  resolve: {
    extensions: ['.ts', '.tsx', '.mjs', '.js'],
    // Pretended translations for the developers of Grafana, which no plugin can switch on.
    alias: { 'i18next-pseudo': false },
  },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        exclude: /node_modules/,
        loader: 'builtin:swc-loader',
        options: {
          jsc: {
            parser: { syntax: 'typescript', tsx: true },
            transform: { react: { runtime: 'automatic', development: !production } },
            target: 'es2020',
          },
        },
        type: 'javascript/auto',
      },
      // Without a chunk for the nothing that i18next-pseudo is here.
      { test: /@grafana\/i18n\//, parser: { dynamicImportMode: 'eager' } },
    ],
  },
  output: {
    path: resolve(root, 'dist'),
    // The Go binary stands beside the bundle: only the bundler's own files may go.
    clean: { keep: /(^|[\\/])(gpx_[^\\/]*|go_plugin_build_manifest)$/ },
    filename: '[name].js',
    chunkFilename: '[name].js?_cache=[contenthash]',
    library: { type: 'amd' },
    publicPath: `public/plugins/${plugin.id}/`,
    uniqueName: plugin.id,
  },
  optimization: { chunkIds: 'named' },
  plugins: [
    new rspack.CopyRspackPlugin({
      patterns: [
        {
          from: '../plugin.json',
          transform: (/** @type {Buffer} */ content) =>
            content
              .toString()
              .replaceAll('%VERSION%', version)
              .replaceAll('%TODAY%', today)
              .replaceAll('%REPOSITORY%', repository),
        },
        ...['../README.md', '../CHANGELOG.md'].map((from) => ({
          from,
          noErrorOnMissing: true,
          transform: (/** @type {Buffer} */ content) => withAbsoluteLinks(content.toString()),
        })),
        { from: '../LICENSE', noErrorOnMissing: true },
        { from: 'query_help.md' },
        { from: 'img/', to: 'img/' },
        { from: 'locales/', to: 'locales/' },
        { from: 'dashboards/', to: 'dashboards/', noErrorOnMissing: true },
      ],
    }),
  ],
});
