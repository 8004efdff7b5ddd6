package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryModuleInTheBinaryHasAKnownLicence(t *testing.T) {
	t.Chdir("../..")
	modules, err := goModules(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, modules)
	for _, module := range modules {
		assert.NotEqual(t, unknown, module.licence, module.name)
	}
}

func TestEveryPackageInTheBundleHasAKnownLicence(t *testing.T) {
	packages, err := npmPackages("../../dist/module.js.map", "../../node_modules")
	require.NoError(t, err)
	for _, d := range packages {
		assert.NotEqual(t, unknown, d.licence, d.name)
	}
}

func TestALicenceThatIsNotListedIsUnknown(t *testing.T) {
	assert.Equal(t, unknown, classify("GNU AFFERO GENERAL PUBLIC LICENSE"))
	assert.Equal(t, "MIT", classify("Permission is hereby granted,\n free of charge, to any person"))
}
