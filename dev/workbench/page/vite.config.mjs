// @ts-check
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const here = import.meta.dirname;
const page18 = resolve(here, '../page18');

/** Takes the page's libraries from page18/node_modules: the oldest Grafana and the older React that are checked. */
const onReact18 = {
  name: 'on-react-18',
  enforce: /** @type {const} */ ('pre'),
  /** @type {import('vite').Plugin['resolveId']} */
  resolveId(source, importer, options) {
    const isLibrary = /^[@a-z]/.test(source);
    return isLibrary && importer?.startsWith(resolve(here, 'src'))
      ? this.resolve(source, resolve(page18, 'package.json'), { ...options, skipSelf: true })
      : null;
  },
};

export default defineConfig(({ mode }) => ({
  root: here,
  // The page is served at / and at /react18/.
  base: './',
  plugins: mode === 'react18' ? [onReact18] : [],
  // The libraries make rolldown warn about what is theirs to mend.
  logLevel: 'error',
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: resolve(mode === 'react18' ? page18 : here, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 20_000,
  },
}));
