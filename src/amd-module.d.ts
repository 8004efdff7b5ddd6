declare module 'amd-module' {
  const amdModule: { uri?: string };
  export default amdModule;
}
