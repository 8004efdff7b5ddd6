package check

// The rules, in the order in which they are best read: what is in the archive, then what the files say.
var rules = []struct {
	name  string
	apply func(*archive) error
}{
	{"layout", (*archive).checkLayout},
	{"files", (*archive).checkFiles},
	{"stray", (*archive).checkStrays},
	{"executables", (*archive).checkExecutables},
	{"permissions", (*archive).checkPermissions},
	{"versions", (*archive).checkVersions},
	{"manifest", (*archive).checkManifest},
	{"source map", (*archive).checkSourceMap},
}
