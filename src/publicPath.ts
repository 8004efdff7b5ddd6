import amdModule from 'amd-module';

declare let __webpack_public_path__: string;

// Grafana may be served below a path or the plugin from a CDN, so files that are loaded later are looked for beside
// module.js and not at an address that is known at build time.
__webpack_public_path__ = amdModule.uri ? amdModule.uri.slice(0, amdModule.uri.lastIndexOf('/') + 1) : '';
